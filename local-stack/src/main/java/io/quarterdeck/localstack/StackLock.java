package io.quarterdeck.localstack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;

/** Held by the one launcher that may change a stack; the operating system frees it when that process ends. */
final class StackLock implements AutoCloseable {

    private final FileChannel file;

    private StackLock(FileChannel file) {
        this.file = file;
    }

    /** @throws StackInUseException when another launcher holds it */
    static StackLock take(StackHome home) throws IOException {
        var file = FileChannel.open(home.lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!isLocked(file)) {
            file.close();
            throw new StackInUseException(home);
        }
        return new StackLock(file);
    }

    private static boolean isLocked(FileChannel file) throws IOException {
        try {
            FileLock lock = file.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) { // by this very process
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** Another launcher is at work in the same folder. */
    static final class StackInUseException extends IOException {

        private StackInUseException(StackHome home) {
            super("another ./quarterdeck runs the stack in " + home.folder()
                    + "; see ./quarterdeck status, stop it with ./quarterdeck down");
        }
    }
}
