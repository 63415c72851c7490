package io.quarterdeck.localstack.prove;

import io.quarterdeck.localstack.FreePort;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The network between one client and one server, which can be cut, stalled or made slow. Loopback only. */
final class PassThrough implements AutoCloseable {

    private static final int BUFFER = 64 * 1024;

    private final ServerSocket listener;
    private final int targetPort;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Object changed = new Object();
    private boolean stalled;
    private volatile boolean cut;
    private volatile long delayMillis;

    private PassThrough(ServerSocket listener, int targetPort) {
        this.listener = listener;
        this.targetPort = targetPort;
    }

    /** Passes on to a server that listens on {@code targetPort}, or will. */
    static PassThrough to(int targetPort) throws IOException {
        var listener = new ServerSocket(FreePort.any(), 50, InetAddress.getLoopbackAddress());
        var through = new PassThrough(listener, targetPort);
        start(through::accept);
        return through;
    }

    /** Where the client connects to. */
    int port() {
        return listener.getLocalPort();
    }

    /** Ends all connections and takes no more. */
    void cut() {
        cut = true;
        closeAll();
    }

    /** Connections stay, and nothing comes through them. */
    void stall() {
        synchronized (changed) {
            stalled = true;
        }
    }

    /** Everything comes through later by this, in both directions. */
    void slowDown(Duration delay) {
        delayMillis = delay.toMillis();
    }

    /** As it was at first; what was stalled comes through. */
    void mend() {
        cut = false;
        delayMillis = 0;
        synchronized (changed) {
            stalled = false;
            changed.notifyAll();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        mend();
        closeAll();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                if (cut) {
                    client.close();
                } else {
                    connect(client);
                }
            } catch (IOException e) { // closed, or the client went away: both end with what they end
                continue;
            }
        }
    }

    private void connect(Socket client) throws IOException {
        Socket server;
        try {
            server = new Socket(InetAddress.getLoopbackAddress(), targetPort);
        } catch (IOException e) { // the server is down, and so the client sees it
            client.close();
            return;
        }
        sockets.add(client);
        sockets.add(server);
        start(() -> pump(client, server));
        start(() -> pump(server, client));
    }

    private void pump(Socket from, Socket to) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                Thread.sleep(delayMillis);
                awaitFlow();
                out.write(buffer, 0, read);
            }
        } catch (IOException e) { // one side ended: closing both says so to the other
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private void awaitFlow() throws InterruptedException {
        synchronized (changed) {
            while (stalled) {
                changed.wait();
            }
        }
    }

    private void closeAll() {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new IllegalStateException("cannot close a connection", e);
            }
        }
    }

    private static void start(Runnable task) {
        var thread = new Thread(task, "pass-through");
        thread.setDaemon(true);
        thread.start();
    }
}
