package io.quarterdeck.batch.custody;

import io.quarterdeck.batch.custody.Group.Place;
import io.quarterdeck.marketdata.ContentHash;
import io.quarterdeck.marketdata.SourceDigest;
import io.quarterdeck.marketdata.SourceManifest;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Holds what each store has of each source against the others. A value: it reads nothing. */
final class Comparison {

    /** One input file's rows in one topic; id 0 stands for the topic as a whole. */
    record Source(String topic, long id) implements Comparable<Source> {
        @Override
        public int compareTo(Source other) {
            return topic.equals(other.topic) ? Long.compare(id, other.id) : topic.compareTo(other.topic);
        }
    }

    enum Verdict {
        AGREE,
        DIFFERS,
        /** Some of it has not come everywhere, so that not all can be compared yet. */
        LANDING
    }

    /** A group that the stores do not hold alike: by store what it holds. */
    record Difference(Group group, Map<String, ContentHash> held) {}

    static final String CSV = "CSV";
    static final String MANIFEST = "manifest";

    private final Map<String, Digest> stores = new LinkedHashMap<>();
    private final Map<Source, Map<String, ContentHash>> held = new TreeMap<>();
    private final List<Difference> differences = new ArrayList<>();
    private final Map<Source, List<String>> problems = new TreeMap<>();
    private final Set<Source> landing = new TreeSet<>();
    private final Set<Source> differing = new TreeSet<>();

    /**
     * @param stores by name, in the order in which they are shown: those that hold every row, and Kafka, which may have
     *     forgotten old ones
     */
    Comparison(Map<String, Digest> stores, String kafka) {
        this.stores.putAll(stores);
        Set<Group> groups = stores.values().stream()
                .flatMap(store -> store.groups().stream())
                .collect(Collectors.toSet());
        groups.stream().sorted(Group.ORDER).forEach(group -> {
            var source = new Source(group.topic(), group.sourceId());
            if (group.landed()) {
                compare(source, group, kafka);
            } else {
                landing.add(source);
            }
        });
    }

    private void compare(Source source, Group group, String kafka) {
        var ofGroup = new LinkedHashMap<String, ContentHash>();
        stores.forEach((name, digest) -> {
            hold(source, name, digest.of(group));
            if (group.place() == Place.EVERYWHERE || !name.equals(kafka)) {
                ofGroup.put(name, digest.of(group));
            }
        });
        if (Set.copyOf(ofGroup.values()).size() > 1) {
            differences.add(new Difference(group, ofGroup));
            differing.add(source);
        }
    }

    private void hold(Source source, String name, ContentHash hash) {
        held.computeIfAbsent(source, any -> new LinkedHashMap<>()).merge(name, hash, ContentHash::plus);
    }

    /**
     * Holds the producer's account of a file against what the reference store has of it.
     *
     * @param settled whether all that Kafka holds has landed
     */
    void withManifest(SourceManifest manifest, String reference, boolean settled) {
        var source = new Source(manifest.topic(), manifest.sourceId());
        var counted = new TreeMap<Integer, ContentHash>();
        for (SourceManifest.PartitionSum sum : manifest.partitions()) {
            if (sum.rows() > 0) {
                counted.put(sum.partition(), ContentHash.parse(sum.rows(), sum.hash()));
            }
            hold(source, MANIFEST, ContentHash.parse(sum.rows(), sum.hash()));
        }
        if (!settled || manifest.status() != SourceManifest.Status.COMPLETE || landing.contains(source)) {
            landing.add(source);
            return;
        }
        var stored = new TreeMap<Integer, ContentHash>();
        landedOf(source, reference).forEach((group, hash) -> stored.merge(group.partition(), hash, ContentHash::plus));
        for (int partition : union(counted.keySet(), stored.keySet())) {
            ContentHash said = counted.getOrDefault(partition, ContentHash.NONE);
            ContentHash found = stored.getOrDefault(partition, ContentHash.NONE);
            if (!said.equals(found)) {
                problem(
                        source,
                        "%s-%d: the manifest counts %s, %s holds %s"
                                .formatted(source.topic(), partition, text(said), reference, text(found)));
            }
        }
    }

    /**
     * Holds a file, read again, against what the reference store has of it.
     *
     * @param times how often it was ingested
     */
    void withFile(SourceDigest file, int times, Scope scope, String reference) {
        var source = new Source(file.topic(), file.sourceId());
        var read = new HashMap<Group, ContentHash>();
        for (SourceDigest.DaySum sum : file.days()) {
            LocalDate day = sum.day() == null ? null : LocalDate.parse(sum.day());
            if (scope.wants(day)) {
                ContentHash once = ContentHash.parse(sum.rows(), sum.hash());
                var all = new ContentHash(once.rows() * times, once.high() * times, once.low() * times);
                read.put(new Group(file.topic(), file.sourceId(), sum.partition(), day, Place.EVERYWHERE), all);
                hold(source, CSV, all);
            }
        }
        if (landing.contains(source)) {
            return;
        }
        var stored = new HashMap<Group, ContentHash>();
        landedOf(source, reference).forEach((group, hash) -> stored.merge(anywhere(group), hash, ContentHash::plus));
        union(read.keySet().stream().map(Comparison::anywhere).toList(), stored.keySet(), Group.ORDER)
                .forEach(group -> {
                    ContentHash said = read.getOrDefault(group, ContentHash.NONE);
                    ContentHash found = stored.getOrDefault(group, ContentHash.NONE);
                    if (!said.equals(found)) {
                        problem(
                                source,
                                "%s-%d, %s: the file holds %s, %s holds %s"
                                        .formatted(
                                                source.topic(),
                                                group.partition(),
                                                group.day() == null ? "no time" : group.day(),
                                                text(said),
                                                reference,
                                                text(found)));
                    }
                });
    }

    private Map<Group, ContentHash> landedOf(Source source, String store) {
        Digest digest = stores.get(store);
        return digest.groups().stream()
                .filter(group -> group.landed()
                        && group.sourceId() == source.id()
                        && group.topic().equals(source.topic()))
                .collect(Collectors.toMap(group -> group, digest::of));
    }

    private static Group anywhere(Group group) {
        return new Group(group.topic(), group.sourceId(), group.partition(), group.day(), Place.EVERYWHERE);
    }

    private static <T extends Comparable<T>> Set<T> union(Set<T> these, Set<T> those) {
        return Stream.concat(these.stream(), those.stream()).collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<Group> union(List<Group> these, Set<Group> those, Comparator<Group> order) {
        return Stream.concat(these.stream(), those.stream())
                .distinct()
                .sorted(order)
                .toList();
    }

    /** Something about a source that does not agree, in words. */
    void problem(Source source, String text) {
        problems.computeIfAbsent(source, any -> new ArrayList<>()).add(text);
        differing.add(source);
    }

    static String text(ContentHash hash) {
        return "%,d rows %s".formatted(hash.rows(), hash.hex().substring(0, 8));
    }

    boolean agrees() {
        return differing.isEmpty();
    }

    Verdict verdict(Source source) {
        if (differing.contains(source)) {
            return Verdict.DIFFERS;
        }
        return landing.contains(source) ? Verdict.LANDING : Verdict.AGREE;
    }

    /** By source and store the rows that have landed. */
    Map<Source, Map<String, ContentHash>> held() {
        return held;
    }

    List<Difference> differences() {
        return differences;
    }

    Map<Source, List<String>> problems() {
        return problems;
    }

    /** Rows that a store holds and another has not come to. */
    long inFlight(String store) {
        return stores.get(store).sum(group -> !group.landed()).rows();
    }

    Set<String> stores() {
        return stores.keySet();
    }
}
