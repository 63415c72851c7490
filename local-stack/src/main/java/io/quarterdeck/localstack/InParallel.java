package io.quarterdeck.localstack;

import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Runs a few things at once that may fail. */
public final class InParallel {

    public interface Step {
        void run() throws IOException;
    }

    private InParallel() {}

    /** Returns when all have ended; throws what the first of them that failed threw, the others' failures attached. */
    public static void run(Step... steps) throws IOException {
        var running = new ArrayList<CompletableFuture<Void>>();
        for (Step step : steps) {
            running.add(CompletableFuture.runAsync(() -> unchecked(step), task -> new Thread(task, "start").start()));
        }
        Throwable failure = null;
        for (var step : running) {
            try {
                step.join();
            } catch (CompletionException e) {
                if (failure == null) {
                    failure = e.getCause();
                } else {
                    failure.addSuppressed(e.getCause());
                }
            }
        }
        if (failure instanceof StepFailed failed) {
            throw new IOException(failed.getCause().getMessage(), failed);
        } else if (failure != null) {
            throw new IllegalStateException(failure);
        }
    }

    private static void unchecked(Step step) {
        try {
            step.run();
        } catch (IOException e) {
            throw new StepFailed(e);
        }
    }

    private static final class StepFailed extends RuntimeException {

        private StepFailed(IOException cause) {
            super(cause);
        }
    }
}
