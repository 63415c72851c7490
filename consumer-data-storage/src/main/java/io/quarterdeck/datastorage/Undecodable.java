package io.quarterdeck.datastorage;

import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A record that can never be decoded; {@code reason} says why, and may quote from it. */
record Undecodable(ConsumerRecord<byte[], byte[]> record, String reason, Instant ingestedAt) {}
