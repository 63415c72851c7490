/**
 * Lands market events from Kafka in the Iceberg lake, exactly once, and keeps the lake's tables in shape.
 *
 * <p>Start at {@link io.quarterdeck.streamstorage.StreamStorageMain}. Imports no other service.
 */
package io.quarterdeck.streamstorage;
