package io.quarterdeck.systemtests.compose;

import io.quarterdeck.marketdata.ContentHash;
import io.quarterdeck.marketdata.EventKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A CSV file of bars.
 *
 * @param year to which all its whole quarters belong, and those of no other file
 */
record MarketFile(Path path, int year) {

    /** Of some files together. */
    static ContentHash content(List<MarketFile> files) throws IOException {
        var content = ContentHash.NONE;
        for (MarketFile file : files) {
            content = content.plus(CsvContent.of(EventKind.BARS, file.path));
        }
        return content;
    }
}
