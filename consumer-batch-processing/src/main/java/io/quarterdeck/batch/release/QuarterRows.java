package io.quarterdeck.batch.release;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * One feature table's rows of one quarter. Few of them are brought here once, the first time that they are asked for, so
 * that whoever reads them next starts no job of Spark's; many stay where they are. Of one thread.
 */
public final class QuarterRows {

    /** Some 50 MB. */
    private static final long FEW = 20_000;

    private final Dataset<Row> dataset;
    private final long count;
    private List<Row> here;

    /** @param count how many rows {@code dataset} has */
    public QuarterRows(Dataset<Row> dataset, long count) {
        this.dataset = dataset;
        this.count = count;
    }

    public Dataset<Row> dataset() {
        return dataset;
    }

    public long count() {
        return count;
    }

    /** The rows, if they are few. */
    Optional<List<Row>> here() {
        if (count > FEW) {
            return Optional.empty();
        }
        if (here == null) {
            here = dataset.collectAsList();
        }
        return Optional.of(here);
    }

    /** Few rows in one job; of many, one after the other, a part at a time. */
    public Iterator<Row> iterator() {
        return here().map(List::iterator).orElseGet(dataset::toLocalIterator);
    }
}
