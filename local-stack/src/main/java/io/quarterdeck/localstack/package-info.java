/**
 * The embedded default of the whole system: Kafka and PostgreSQL from Maven artifacts, every service as a process of its
 * own, and the command {@code ./quarterdeck} that runs them.
 *
 * <p>Tests of other modules start at {@link io.quarterdeck.localstack.EmbeddedPostgres} and
 * {@link io.quarterdeck.localstack.EmbeddedKafka}. Imports no service: it runs their jars.
 */
package io.quarterdeck.localstack;
