/**
 * Feature rows as releases: written to the lake and to PostgreSQL, registered, compared with those before ({@code TableDiff},
 * {@code Drift}), read back and exported. Start at {@code Release}, then {@code FeatureStore}.
 */
package io.quarterdeck.batch.release;
