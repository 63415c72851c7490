/**
 * Brings Kafka and PostgreSQL to the state that this version of Quarterdeck needs: topics, roles, the database and its
 * migrations. Idempotent, run before the services; they themselves create nothing.
 *
 * <p>Start at {@link io.quarterdeck.infra.Bootstrap} (in process) or {@link io.quarterdeck.infra.BootstrapMain} (the
 * command). Tables, functions and grants stand in {@code migrations/<schema>/} on the class path. Imports no service.
 */
package io.quarterdeck.infra;
