package io.quarterdeck.dashboard.alerts;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The alerts that go on, and those that ended lately; in memory. Safe for use by many threads. */
public final class Alerts {

    private static final Logger log = LoggerFactory.getLogger(Alerts.class);

    private static final int RECENT = 100;

    private record Key(String rule, String subject) {}

    private final Consumer<Alert> told;
    private final Map<Key, Alert> active = new HashMap<>();
    private final Deque<Alert> recent = new ArrayDeque<>();
    private long begun;

    /** @param told hears of each alert when it begins and when it ends; must not wait */
    public Alerts(Consumer<Alert> told) {
        this.told = told;
    }

    /**
     * What the rules found now: new alerts begin, those that no rule finds any more end.
     *
     * @return how many go on
     */
    public int found(List<Finding> findings, Instant now) {
        var changed = new ArrayList<Alert>();
        int going;
        synchronized (this) {
            var still = new HashMap<Key, Alert>();
            for (Finding finding : findings) {
                var key = new Key(finding.rule(), finding.subject());
                Alert known = active.get(key);
                if (known == null) {
                    known = new Alert(
                            String.valueOf(++begun),
                            finding.rule(),
                            finding.severity(),
                            finding.message(),
                            finding.hint(),
                            now,
                            null);
                    changed.add(known);
                }
                still.put(key, known.saying(finding.message()));
            }
            active.forEach((key, alert) -> {
                if (!still.containsKey(key)) {
                    Alert ended = alert.ended(now);
                    changed.add(ended);
                    recent.addFirst(ended);
                }
            });
            while (recent.size() > RECENT) {
                recent.removeLast();
            }
            active.clear();
            active.putAll(still);
            going = active.size();
        }
        changed.forEach(this::tell);
        return going;
    }

    private void tell(Alert alert) {
        if (alert.endedAt() == null) {
            log.warn(
                    "alert id={} rule={} severity={}: {}", alert.id(), alert.rule(), alert.severity(), alert.message());
        } else {
            log.info("alert ended id={} rule={} since={}", alert.id(), alert.rule(), alert.since());
        }
        told.accept(alert);
    }

    /** Those that go on, critical ones first, then the newest. */
    public synchronized List<Alert> active() {
        return active.values().stream()
                .sorted(Comparator.comparing(Alert::severity)
                        .thenComparing(Alert::since, Comparator.reverseOrder())
                        .thenComparing(Alert::id))
                .toList();
    }

    /** Those that ended, newest first. */
    public synchronized List<Alert> recent() {
        return List.copyOf(recent);
    }
}
