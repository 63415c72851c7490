package io.quarterdeck.tradingbot.model;

import io.quarterdeck.tradingbot.strategy.Classifier;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.impl.ArrayExample;

/**
 * A model of the library Tribuo. Its bytes are the scale of its features and Tribuo's protocol buffers: reading them runs no
 * code but Tribuo's own, unlike serialised Java objects. Thread-safe.
 */
final class TribuoClassifier implements Classifier {

    private static final Label UP = new Label("up");
    private static final Label DOWN = new Label("down");

    private final String id;
    private final long knownAtMicros;
    private final List<String> features;
    private final Scale scale;
    private final Model<Label> model;

    TribuoClassifier(String id, long knownAtMicros, List<String> features, Scale scale, Model<Label> model) {
        this.id = id;
        this.knownAtMicros = knownAtMicros;
        this.features = List.copyOf(features);
        this.scale = scale;
        this.model = model;
    }

    /** @throws IllegalStateException if these are no bytes of a model */
    static TribuoClassifier read(String id, long knownAtMicros, List<String> features, byte[] bytes) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            return new TribuoClassifier(
                    id,
                    knownAtMicros,
                    features,
                    Scale.read(in, features.size()),
                    Model.deserializeFromStream(in).castModel(Label.class));
        } catch (IOException | RuntimeException e) {
            throw new IllegalStateException("model " + id + " cannot be read: " + e.getMessage(), e);
        }
    }

    byte[] bytes() {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            scale.write(out);
            model.serializeToStream(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return bytes.toByteArray();
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public long knownAtMicros() {
        return knownAtMicros;
    }

    @Override
    public double probabilityUp(double[] values) {
        return model.predict(example(LabelFactory.UNKNOWN_LABEL, features, scale.apply(values)))
                .getOutputScores()
                .get(UP.getLabel())
                .getScore();
    }

    /** A row to learn from. */
    static Example<Label> example(boolean up, List<String> features, double[] scaled) {
        return example(up ? UP : DOWN, features, scaled);
    }

    private static Example<Label> example(Label label, List<String> features, double[] scaled) {
        return new ArrayExample<>(label, features.toArray(String[]::new), scaled);
    }
}
