package io.quarterdeck.systemtests.compose;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarterdeck.systemtests.SharedByTests;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One stack for all tests of a run: built and started for the first that asks, removed with its data behind the last. Where
 * Docker is absent the tests are skipped, unless it was asked for by {@code -Pdocker}.
 */
final class SharedStack extends SharedByTests<ComposeStack> implements BeforeAllCallback {

    SharedStack() {
        super(ComposeStack.class, ComposeStack::create);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        boolean asked = "containers".equals(System.getProperty("servers"));
        assumeTrue(asked || Docker.isThere(), "no Docker here");
        shared(context);
    }
}
