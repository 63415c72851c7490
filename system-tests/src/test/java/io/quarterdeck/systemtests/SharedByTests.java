package io.quarterdeck.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests one thing that all of a run share: made for the first that asks, closed behind the last. */
public abstract class SharedByTests<T extends AutoCloseable> implements ParameterResolver {

    /** Makes it. */
    protected interface Start<T> {
        T start() throws IOException, InterruptedException;
    }

    private final Class<T> type;
    private final Start<T> start;

    protected SharedByTests(Class<T> type, Start<T> start) {
        this.type = type;
        this.start = start;
    }

    @Override
    public final boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == type;
    }

    @Override
    public final Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return shared(context);
    }

    protected final T shared(ExtensionContext context) {
        return context.getRoot().getStore(Namespace.create(type)).getOrComputeIfAbsent(type, key -> started(), type);
    }

    private T started() {
        try {
            return start.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
