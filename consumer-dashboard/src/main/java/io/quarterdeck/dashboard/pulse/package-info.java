/**
 * What moves: how far Kafka, PostgreSQL and the lake are, what is being produced and run, and since when. Two threads look,
 * a third puts together what they saw; requests are answered from memory.
 *
 * <p>Start at {@link io.quarterdeck.dashboard.pulse.Pulses}, {@link io.quarterdeck.dashboard.pulse.Pulse}.
 */
package io.quarterdeck.dashboard.pulse;
