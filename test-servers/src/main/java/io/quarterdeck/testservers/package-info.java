/**
 * Kafka and PostgreSQL for the integration tests of a single service: by default the embedded ones of local-stack, with
 * {@code mvn verify -Pdocker} those of official images in containers. Both have the settings that stand in {@code infra/}.
 *
 * <p>Start at {@link io.quarterdeck.testservers.TestKafka} and {@link io.quarterdeck.testservers.TestPostgres}. Imports no
 * service, and only tests import it.
 */
package io.quarterdeck.testservers;
