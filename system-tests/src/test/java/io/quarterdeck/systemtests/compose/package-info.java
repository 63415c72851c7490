/**
 * The stack of {@code docker-compose.yml} as a user starts it: what it promises, what it refuses, and what it does when its
 * containers are killed. Start with {@link io.quarterdeck.systemtests.compose.FirstStartIT}.
 *
 * <p>All tests share one running stack ({@link io.quarterdeck.systemtests.compose.ComposeStack}) and leave it as healthy as
 * they found it; those that change it for good come last. Run with {@code mvn verify -Pdocker}.
 */
package io.quarterdeck.systemtests.compose;
