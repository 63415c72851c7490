/**
 * Lands market events from Kafka in the Iceberg lake, exactly once, and keeps the lake's tables in shape.
 *
 * <p>Start at {@link io.quarterdeck.streamstorage.StreamStorageMain}; {@link io.quarterdeck.streamstorage.Landings} runs a
 * query for every {@link io.quarterdeck.marketdata.EventKind}. Imports no other service.
 */
package io.quarterdeck.streamstorage;
