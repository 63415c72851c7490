/**
 * Market data files to Kafka, exactly once: the {@code produce} command. (The sample market that {@code sample} writes
 * is in {@link io.quarterdeck.producer.sample}.)
 *
 * <p>Start at {@link io.quarterdeck.producer.ProduceCommand} for the wiring and {@link io.quarterdeck.producer.Ingest}
 * for the loop. A file's way: {@link io.quarterdeck.producer.Inputs} finds it, {@link io.quarterdeck.producer.SourceFile}
 * unpacks it, {@link io.quarterdeck.producer.LineReader} cuts it into lines, {@link io.quarterdeck.producer.LineParser}
 * reads each by the {@link io.quarterdeck.producer.Layout} as an event of one kind, and {@link
 * io.quarterdeck.producer.FileTransactions} carries rows, rejected lines and the {@link
 * io.quarterdeck.producer.Ledger}'s manifest to Kafka together. Which kind that is follows from the file's {@link
 * io.quarterdeck.producer.Profile}; nothing else here knows a kind by name. Imports no other service.
 */
package io.quarterdeck.producer;
