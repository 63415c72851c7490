package io.quarterdeck.datastorage;

import java.sql.SQLTransactionRollbackException;
import org.apache.kafka.common.TopicPartition;

/** Somebody else has stored from this partition since its offset was read; nothing of the batch was stored. */
final class StaleOwnerException extends SQLTransactionRollbackException {

    private static final long serialVersionUID = 1;

    private static final String SERIALIZATION_FAILURE = "40001";

    StaleOwnerException(TopicPartition partition, long expected) {
        super(
                partition + ": expected next offset " + expected + ", but another instance has moved it",
                SERIALIZATION_FAILURE);
    }
}
