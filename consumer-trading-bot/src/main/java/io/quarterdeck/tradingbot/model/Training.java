package io.quarterdeck.tradingbot.model;

import io.quarterdeck.tradingbot.model.TrainedModel.Metrics;
import io.quarterdeck.tradingbot.model.TrainedModel.Options;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.tribuo.MutableDataset;
import org.tribuo.Trainer;
import org.tribuo.Tribuo;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.dtree.CARTClassificationTrainer;
import org.tribuo.classification.dtree.impurity.GiniIndex;
import org.tribuo.classification.ensemble.FullyWeightedVotingCombiner;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.common.tree.RandomForestTrainer;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/**
 * Makes a model at a quarter's end, of the released quarters up to it. Each kind of model is trained without the newest of them
 * and judged on it; the kind with the lowest log loss there is trained again on all. No later quarter has a say, so the quarters
 * that a model trades in have judged nothing.
 *
 * <p>Features are used as {@link Scale} makes them of the training rows. Rows weigh as much as their labels are unique.
 */
public final class Training {

    /** What is learnt. */
    static final String LABEL = "label_barrier, where 0 by the sign of label_forward_log_return_24";

    /** Counts the ways in which models were made: scale, weights, kinds. Another way makes another model. */
    private static final int METHOD = 1;

    private static final Logger LIBRARY_LOG = Logger.getLogger("org.tribuo");

    static {
        LIBRARY_LOG.setLevel(Level.WARNING); // it tells of each tree
    }

    private final List<String> features;
    private final TrainingOptions options;

    public Training(List<String> features, TrainingOptions options) {
        this.features = List.copyOf(features);
        this.options = options;
    }

    /** The columns that its models read. */
    public List<String> features() {
        return features;
    }

    /** What a model of these releases is called: {@code 2016Q4-} and a hash of all that it is made of. */
    public String id(String newestQuarter, List<String> releases) {
        String made = String.join(
                "\n",
                List.of(releases.toString(), features.toString(), described().toString()));
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(made.getBytes(StandardCharsets.UTF_8));
            return newestQuarter + "-" + HexFormat.of().formatHex(hash, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    private Options described() {
        return new Options(LABEL, METHOD, "Tribuo " + Tribuo.VERSION, options);
    }

    /**
     * @param quarters in order of time; the model is known at the end of the last
     * @return empty if there are too few rows, or all of them went the same way
     */
    public Optional<TrainedModel> train(List<TrainingQuarter> quarters) {
        TrainingQuarter newest = quarters.get(quarters.size() - 1);
        requireOrder(quarters);
        List<TrainingRow> all = rows(quarters);
        if (!canTeach(all)) {
            return Optional.empty();
        }
        Map<String, Score> heldBack = judge(rows(quarters.subList(0, quarters.size() - 1)), judges(newest));
        String chosen = heldBack.entrySet().stream()
                .min(Comparator.comparingDouble(kind -> kind.getValue().logLoss()))
                .map(Map.Entry::getKey)
                .orElseGet(() -> kinds().keySet().iterator().next());
        List<String> releases = quarters.stream().map(TrainingQuarter::release).toList();
        String id = id(newest.quarter(), releases);
        TribuoClassifier classifier = fit(id, newest.endMicros(), kinds().get(chosen), all);
        return Optional.of(new TrainedModel(
                id,
                newest.endMicros(),
                releases,
                features,
                described(),
                new Metrics(chosen, score(classifier, all, baseRate(all)), heldBack),
                classifier.bytes()));
    }

    private static void requireOrder(List<TrainingQuarter> quarters) {
        for (int i = 1; i < quarters.size(); i++) {
            if (quarters.get(i - 1).endMicros() > quarters.get(i).startMicros()) {
                throw new IllegalArgumentException(quarters.get(i).quarter() + " is not behind "
                        + quarters.get(i - 1).quarter());
            }
        }
    }

    private static List<TrainingRow> rows(List<TrainingQuarter> quarters) {
        return quarters.stream().flatMap(quarter -> quarter.rows().stream()).toList();
    }

    private boolean canTeach(List<TrainingRow> rows) {
        double base = baseRate(rows);
        return rows.size() >= options.fewestRows() && base > 0 && base < 1;
    }

    /** The rows of a quarter that may judge a model of the quarters before. */
    private List<TrainingRow> judges(TrainingQuarter quarter) {
        long from = quarter.startMicros() + options.embargoHours() * 3_600_000_000L;
        return quarter.rows().stream()
                .filter(row -> row.openTimeMicros() >= from)
                .toList();
    }

    private Map<String, Score> judge(List<TrainingRow> before, List<TrainingRow> judges) {
        var scores = new LinkedHashMap<String, Score>();
        if (canTeach(before) && !judges.isEmpty()) {
            long newest = before.get(before.size() - 1).labelKnownAtMicros();
            kinds().forEach((kind, trainer) ->
                    scores.put(kind, score(fit(kind, newest, trainer, before), judges, baseRate(before))));
        }
        return scores;
    }

    /** The kinds of models, fresh, so that each training draws the same; the first is the one if nothing can judge. */
    private Map<String, Trainer<Label>> kinds() {
        var kinds = new LinkedHashMap<String, Trainer<Label>>();
        var logistic = options.logistic();
        kinds.put(
                "logistic-regression",
                new LinearSGDTrainer(
                        new LogMulticlass(),
                        new AdaGrad(logistic.learningRate()),
                        logistic.epochs(),
                        Integer.MAX_VALUE,
                        1,
                        options.seed()));
        var forest = options.forest();
        kinds.put(
                "random-forest",
                new RandomForestTrainer<>(
                        new CARTClassificationTrainer(
                                forest.depth(),
                                forest.splitWeight(),
                                0,
                                forest.featureShare(),
                                false,
                                new GiniIndex(),
                                options.seed()),
                        new FullyWeightedVotingCombiner(),
                        forest.trees(),
                        options.seed()));
        return kinds;
    }

    private TribuoClassifier fit(String id, long knownAtMicros, Trainer<Label> trainer, List<TrainingRow> rows) {
        var labels = new LabelFactory();
        // The time of a data source is part of the model: when its newest label was known, not today's.
        long newest =
                rows.stream().mapToLong(TrainingRow::labelKnownAtMicros).max().orElseThrow();
        var data = new MutableDataset<>(
                new SimpleDataSourceProvenance(
                        "features.training_1h",
                        OffsetDateTime.ofInstant(Instant.ofEpochSecond(newest / 1_000_000), ZoneOffset.UTC),
                        labels),
                labels);
        Scale scale = Scale.of(rows, features.size());
        double[] weights = Uniqueness.weights(rows);
        for (int i = 0; i < weights.length; i++) {
            TrainingRow row = rows.get(i);
            var example = TribuoClassifier.example(row.up(), features, scale.apply(row.features()));
            example.setWeight((float) weights[i]);
            data.add(example);
        }
        return new TribuoClassifier(id, knownAtMicros, features, scale, trainer.train(data));
    }

    private static Score score(TribuoClassifier classifier, List<TrainingRow> rows, double trainedBaseRate) {
        var probabilities = new double[rows.size()];
        var up = new boolean[rows.size()];
        for (int i = 0; i < up.length; i++) {
            up[i] = rows.get(i).up();
            probabilities[i] = classifier.probabilityUp(rows.get(i).features());
        }
        return Score.of(probabilities, up, trainedBaseRate);
    }

    private static double baseRate(List<TrainingRow> rows) {
        return rows.stream().filter(TrainingRow::up).count() / (double) rows.size();
    }
}
