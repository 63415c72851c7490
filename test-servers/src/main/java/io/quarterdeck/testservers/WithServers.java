package io.quarterdeck.testservers;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIf;

/** A test class that opens servers of this package. It is skipped when they are wanted in containers and no Docker answers. */
@EnabledIf(
        value = "io.quarterdeck.testservers.TestServers#available",
        disabledReason = "servers=containers, and no Docker answers")
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface WithServers {}
