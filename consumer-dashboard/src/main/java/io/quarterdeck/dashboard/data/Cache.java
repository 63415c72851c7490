package io.quarterdeck.dashboard.data;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Answers that stay right as long as their key is the same: the least recently used ones make room. */
public final class Cache<V> {

    private final int most;
    private final Map<String, V> answers = new LinkedHashMap<>(16, 0.75f, true);

    public Cache(int most) {
        this.most = most;
    }

    /** The answer of the key; computed by each who misses it, at worst more than once at a time. */
    public V get(String key, Supplier<V> compute) {
        V known;
        synchronized (answers) {
            known = answers.get(key);
        }
        if (known != null) {
            return known;
        }
        V made = compute.get();
        synchronized (answers) {
            answers.put(key, made);
            if (answers.size() > most) {
                answers.remove(answers.keySet().iterator().next());
            }
        }
        return made;
    }
}
