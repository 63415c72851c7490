/**
 * {@code ./quarterdeck prove}: breaks every part of a pipeline of its own while a market streams through it, and shows that
 * nothing was lost and nothing is twice. {@link io.quarterdeck.localstack.prove.Faults} lists what is broken, {@link
 * io.quarterdeck.localstack.prove.Trial} does it once.
 */
package io.quarterdeck.localstack.prove;
