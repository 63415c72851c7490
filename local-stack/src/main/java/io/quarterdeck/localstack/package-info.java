/**
 * The embedded default of the whole system: Kafka and PostgreSQL from Maven artifacts, every service as a process of its
 * own, and the command {@code ./quarterdeck} that runs them.
 *
 * <p>Tests of the whole system start at {@link io.quarterdeck.localstack.LocalServers}, those of one service at the module
 * test-servers. Imports no service: it runs their jars.
 */
package io.quarterdeck.localstack;
