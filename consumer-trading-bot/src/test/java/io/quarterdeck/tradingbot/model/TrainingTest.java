package io.quarterdeck.tradingbot.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarterdeck.tradingbot.strategy.Classifier;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingTest {

    private static final List<String> FEATURES = List.of("signal", "noise", "constant");
    private static final TrainingQuarter Q1 = Rows.quarter("2016Q1", 600, 1);
    private static final TrainingQuarter Q2 = Rows.quarter("2016Q2", 600, 2);
    private static final TrainingQuarter Q3 = Rows.quarter("2016Q3", 600, 3);

    private final Training training = new Training(FEATURES, TrainingOptions.DEFAULT);

    private TrainedModel model(TrainingQuarter... quarters) {
        return training.train(List.of(quarters)).orElseThrow();
    }

    private static Classifier read(TrainedModel model) {
        return TrainedModel.classifier(model.id(), model.knownAtMicros(), model.features(), model.bytes());
    }

    private static double[] answers(TrainedModel model) {
        Classifier classifier = read(model);
        return Q3.rows().stream()
                .mapToDouble(row -> classifier.probabilityUp(row.features()))
                .toArray();
    }

    @Test
    void learnsWhatThereIsToLearn() {
        TrainedModel model = model(Q1, Q2);

        assertThat(model.metrics().heldBack()).containsOnlyKeys("logistic-regression", "random-forest");
        assertThat(model.metrics().heldBack().values()).allSatisfy(score -> {
            assertThat(score.auc()).isGreaterThan(0.8);
            assertThat(score.logLoss()).isLessThan(score.baseLogLoss() - 0.1);
        });
        assertThat(Arrays.stream(answers(model)))
                .allSatisfy(answer -> assertThat(answer).isBetween(0.0, 1.0));
        assertThat(read(model).probabilityUp(new double[] {102, 0, 7}))
                .isGreaterThan(0.8)
                .isGreaterThan(read(model).probabilityUp(new double[] {98, 0, 7}) + 0.6);
    }

    @Test
    void theKindThatWasBetterOnTheNewestQuarterIsChosen() {
        TrainedModel model = model(Q1, Q2);

        double chosen = model.metrics().heldBack().get(model.metrics().chosen()).logLoss();
        assertThat(model.metrics().heldBack().values())
                .allSatisfy(score -> assertThat(score.logLoss()).isGreaterThanOrEqualTo(chosen));
    }

    @Test
    void rowsOfTheFirstDayOfTheHeldBackQuarterDoNotJudge() {
        assertThat(model(Q1, Q2).metrics().heldBack().values())
                .extracting(Score::rows)
                .containsOnly(2 * (600 - 24));
        assertThat(model(Q1, Q2).metrics().training().rows()).isEqualTo(2 * 2 * 600);
    }

    @Test
    void theSameTrainingGivesTheSameModel() {
        TrainedModel one = model(Q1, Q2);
        TrainedModel other = new Training(FEATURES, TrainingOptions.DEFAULT)
                .train(List.of(Q1, Q2))
                .orElseThrow();

        assertThat(other.id()).isEqualTo(one.id()).startsWith("2016Q2-");
        assertThat(answers(other)).containsExactly(answers(one));
        assertThat(other.metrics()).isEqualTo(one.metrics());
    }

    @Test
    void anythingElseGivesAnotherId() {
        String id = training.id("2016Q2", List.of("2016Q1-v1", "2016Q2-v1"));
        var options = TrainingOptions.DEFAULT;
        var others = new TrainingOptions(
                2, options.embargoHours(), options.fewestRows(), options.logistic(), options.forest());

        assertThat(training.id("2016Q2", List.of("2016Q1-v2", "2016Q2-v1"))).isNotEqualTo(id);
        assertThat(new Training(List.of("noise", "signal", "constant"), options)
                        .id("2016Q2", List.of("2016Q1-v1", "2016Q2-v1")))
                .isNotEqualTo(id);
        assertThat(new Training(FEATURES, others).id("2016Q2", List.of("2016Q1-v1", "2016Q2-v1")))
                .isNotEqualTo(id);
    }

    @Test
    void isKnownWhenItsNewestQuarterEnds() {
        assertThat(model(Q1, Q2).knownAtMicros()).isEqualTo(Q2.endMicros());
        assertThat(read(model(Q1, Q2)).knownAtMicros()).isEqualTo(Q2.endMicros());
    }

    @Test
    void aNullCountsAsTheMean() {
        Classifier classifier = read(model(Q1));
        double mean = Scale.of(Q1.rows(), 3).means()[1];

        assertThat(classifier.probabilityUp(new double[] {101, Double.NaN, 7}))
                .isEqualTo(classifier.probabilityUp(new double[] {101, mean, 7}));
    }

    @Test
    void aSingleQuarterIsEnoughButNothingJudgesIt() {
        assertThat(model(Q1).metrics().heldBack()).isEmpty();
        assertThat(model(Q1).metrics().chosen()).isEqualTo("logistic-regression");
    }

    @Test
    void tooFewRowsGiveNoModel() {
        assertThat(training.train(List.of(Rows.quarter("2016Q1", 100, 1)))).isEmpty();
    }

    @Test
    void aLabelThatWasNotKnownAtTheQuartersEndIsRefused() {
        var late = new TrainingRow(
                "A", Q1.endMicros() - Rows.HOUR, Q1.endMicros(), Q1.endMicros() + 1, true, new double[3]);

        assertThatThrownBy(() ->
                        new TrainingQuarter("2016Q1", "2016Q1-v1", Q1.startMicros(), Q1.endMicros(), List.of(late)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2016Q1-v1: the row of A at");
    }

    @Test
    void quartersOutOfOrderAreRefused() {
        assertThatThrownBy(() -> model(Q2, Q1)).hasMessage("2016Q1 is not behind 2016Q2");
    }

    @Test
    void bytesOfSomethingElseAreRefused() {
        assertThatThrownBy(() -> TrainedModel.classifier("x", 0, FEATURES, new byte[] {0, 0, 0, 3, 1}))
                .hasMessageStartingWith("model x cannot be read");
        assertThatThrownBy(() -> TrainedModel.classifier(
                        "x", 0, List.of("signal"), model(Q1).bytes()))
                .hasMessage("model x cannot be read: expected a scale of 1 features, got 3");
    }
}
