/**
 * The secrets of the containers: an authority of our own, passwords, and one folder for each who reads some of them.
 *
 * <p>Start at {@link io.quarterdeck.infra.secrets.SecretFolders}, the list of what lies where, or at {@link
 * io.quarterdeck.infra.secrets.SecretsCommand}, the command. Embedded, {@link io.quarterdeck.infra.secrets.Secrets} alone
 * is used: a folder of passwords. Knows nothing of Kafka's and PostgreSQL's clients.
 */
package io.quarterdeck.infra.secrets;
