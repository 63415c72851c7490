package io.quarterdeck.batch.custody;

import io.quarterdeck.marketdata.ContentHash;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** What a store holds: rows and content hash of each group that it has rows of. */
final class Digest implements Serializable {

    private static final long serialVersionUID = 1;

    private final HashMap<Group, ContentHash> sums = new HashMap<>();

    void add(Group group, ContentHash hash) {
        sums.merge(group, hash, ContentHash::plus);
    }

    void add(Digest other) {
        other.sums.forEach(this::add);
    }

    Set<Group> groups() {
        return sums.keySet();
    }

    ContentHash of(Group group) {
        return sums.getOrDefault(group, ContentHash.NONE);
    }

    /** Of all groups that are wanted, together. */
    ContentHash sum(Predicate<Group> wanted) {
        return sums.entrySet().stream()
                .filter(entry -> wanted.test(entry.getKey()))
                .map(Map.Entry::getValue)
                .reduce(ContentHash.NONE, ContentHash::plus);
    }

    /** All rows that were read. */
    long rows() {
        return sum(group -> true).rows();
    }

    /** The wanted groups alone. */
    Digest only(Predicate<Group> wanted) {
        var digest = new Digest();
        sums.forEach((group, hash) -> {
            if (wanted.test(group)) {
                digest.add(group, hash);
            }
        });
        return digest;
    }
}
