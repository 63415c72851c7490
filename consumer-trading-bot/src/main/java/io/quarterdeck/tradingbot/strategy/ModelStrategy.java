package io.quarterdeck.tradingbot.strategy;

import io.quarterdeck.tradingbot.market.MarketView;
import java.util.List;

/**
 * Does what a classifier says: long while a rise is likely, flat (or short, if allowed) when it is not, and between the two as
 * it is. Without a model, or when the newest feature row is old, it is flat.
 *
 * @param features the columns that the classifier was trained on, in its order
 * @param enter long from this probability on; short, if allowed, up to 1 minus this
 * @param leave a long position is closed below this probability, a short one above 1 minus this; at most {@code enter}
 * @param oldestFeatureMicros how long ago a feature row may have become known
 * @param shorts whether it goes short
 */
public record ModelStrategy(
        Models models, List<String> features, double enter, double leave, long oldestFeatureMicros, boolean shorts)
        implements Strategy {

    public ModelStrategy {
        features = List.copyOf(features);
        if (!(leave > 0 && leave <= enter && enter < 1)) {
            throw new IllegalArgumentException(
                    "model: enter " + enter + ", leave " + leave + "; want 0 < leave <= enter < 1");
        }
    }

    @Override
    public String name() {
        return "model";
    }

    @Override
    public Target decide(MarketView view) {
        var model = models.at(view.nowMicros());
        if (model.isEmpty()) {
            return Target.flat("no model yet");
        }
        Classifier classifier = model.get();
        if (classifier.knownAtMicros() > view.nowMicros()) {
            throw new IllegalStateException("model " + classifier.id() + " was known at " + classifier.knownAtMicros()
                    + ", and is asked at " + view.nowMicros());
        }
        if (view.featureAgeMicros() > oldestFeatureMicros) {
            return Target.flat("no fresh features");
        }
        var row = new double[features.size()];
        for (int i = 0; i < row.length; i++) {
            row[i] = view.feature(i);
        }
        double up = classifier.probabilityUp(row);
        if (up >= enter) {
            return new Target(view.evenWeight(), classifier.id() + " up " + up);
        }
        if (shorts && up <= 1 - enter) {
            return new Target(-view.evenWeight(), classifier.id() + " down " + up);
        }
        boolean leaves = view.quantity() > 0 ? up < leave : view.quantity() < 0 && up > 1 - leave;
        return view.quantity() != 0 && !leaves ? Target.keep() : Target.flat(classifier.id() + " undecided " + up);
    }

    /** Without the models: they are known by their ids in the journal. */
    @Override
    public String toString() {
        return "ModelStrategy[features=" + features + ", enter=" + enter + ", leave=" + leave + ", oldestFeatureMicros="
                + oldestFeatureMicros + ", shorts=" + shorts + "]";
    }
}
