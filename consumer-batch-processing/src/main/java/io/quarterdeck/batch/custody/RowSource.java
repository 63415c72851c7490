package io.quarterdeck.batch.custody;

import java.sql.SQLException;

/** A store that can be read once more, row by row. */
interface RowSource {

    /** Such as {@code PostgreSQL}. */
    String name();

    /** The rows, to be closed. */
    RowCursor rows(Suspects suspects) throws SQLException;

    /** Rows in the order of partition and offset. */
    interface RowCursor extends AutoCloseable {

        /** The next row; null at the end. */
        StoredRow next() throws SQLException;

        @Override
        void close() throws SQLException;
    }
}
