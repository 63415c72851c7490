/**
 * Custody: whether CSV, manifest, Kafka, PostgreSQL and lake hold the same rows, told from what each really holds. Start at
 * {@link io.quarterdeck.batch.custody.CustodyAudit}; {@link io.quarterdeck.batch.custody.Custody} is the quarterly job's way
 * in. Knows nothing of features and releases.
 */
package io.quarterdeck.batch.custody;
