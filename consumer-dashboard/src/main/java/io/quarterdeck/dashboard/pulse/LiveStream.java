package io.quarterdeck.dashboard.pulse;

import io.quarterdeck.dashboard.web.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Sends events to whoever listens (server-sent events). Each listener has a thread of the server and a short queue; one
 * whose queue is full has lost track and is dropped, so a slow one delays nobody.
 */
public final class LiveStream implements AutoCloseable {

    static final int MOST_LISTENERS = 100;
    private static final int QUEUE = 16;

    /** So often something is sent, so that listeners and what lies between know that the line is alive. */
    private static final long HEARTBEAT_SECONDS = 15;

    private static final byte[] HELLO = "retry: 3000\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEARTBEAT = ": here\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = new byte[0];

    private static final class Listener {
        private final BlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(QUEUE);
        private volatile boolean dropped;
    }

    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
    private final AtomicInteger served = new AtomicInteger();
    private volatile byte[] newestPulse;
    private volatile boolean closed;

    /** To all who listen; never waits. */
    public void publish(String event, Object data) {
        byte[] bytes = event(event, data);
        if (event.equals("pulse")) {
            newestPulse = bytes;
        }
        for (Listener listener : listeners) {
            if (!listener.queue.offer(bytes)) {
                listener.dropped = true;
                listeners.remove(listener);
            }
        }
    }

    /** Number of those who listen. */
    public int listeners() {
        return listeners.size();
    }

    /** Whether one more may listen. */
    public boolean hasRoom() {
        return served.get() < MOST_LISTENERS;
    }

    /**
     * Sends until the listener is gone, is dropped or may no longer.
     *
     * @param goesOn asked before each event
     */
    public void serve(OutputStream out, BooleanSupplier goesOn) throws IOException, InterruptedException {
        var listener = new Listener();
        served.incrementAndGet();
        try {
            out.write(HELLO);
            byte[] pulse = newestPulse;
            if (pulse != null) {
                out.write(pulse);
            }
            out.flush();
            listeners.add(listener);
            while (!closed && !listener.dropped && goesOn.getAsBoolean()) {
                byte[] event = listener.queue.poll(HEARTBEAT_SECONDS, TimeUnit.SECONDS);
                if (event == END) {
                    return;
                }
                out.write(event == null ? HEARTBEAT : event);
                out.flush();
            }
        } finally {
            listeners.remove(listener);
            served.decrementAndGet();
        }
    }

    private static byte[] event(String event, Object data) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(("event: " + event + "\ndata: ").getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(Json.bytes(data)); // one line: JSON writes line ends within texts as \n
        bytes.writeBytes("\n\n".getBytes(StandardCharsets.US_ASCII));
        return bytes.toByteArray();
    }

    /** Lets all go. */
    @Override
    public void close() {
        closed = true;
        listeners.forEach(listener -> {
            listener.queue.clear();
            listener.queue.offer(END);
        });
    }
}
