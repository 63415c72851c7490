package io.quarterdeck.systemtests;

import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.EventKind.Column;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * A CSV file of one kind of event as a bad feed has them: blanks where the kind allows them, lines that stand twice, numbers
 * with exponents, lines that nobody can read. The same every time.
 *
 * @param rows lines behind the header
 * @param malformed those of them that must be rejected
 */
record DirtyFile(Path path, long rows, long malformed) {

    private static final Instant START = Instant.parse("2024-02-01T00:00:00Z");
    private static final List<String> SYMBOLS = List.of("BTC_JPY", "ETH_BTC", "ETHUSD", "LTCUSD", "XRPUSD");

    /** Times are a minute apart on average, so 150,000 rows lie in two quarters. */
    static DirtyFile write(EventKind<?> kind, int rows, Path path) throws IOException {
        var random = new Random(42);
        var columns = kind.columns().stream()
                .filter(column -> !column.name().startsWith("source_"))
                .toList();
        long malformed = 0;
        try (var out = Files.newBufferedWriter(path)) {
            out.write(columns.stream().map(Column::name).collect(Collectors.joining(",")) + "\n");
            String line = line(columns, 0, random);
            for (int row = 0; row < rows; row++) {
                boolean repeated = random.nextInt(100) == 0;
                if (!repeated) {
                    line = line(columns, row, random);
                }
                boolean damaged = random.nextInt(500) == 0;
                if (damaged) {
                    malformed++;
                }
                out.write(damaged ? line.substring(0, line.indexOf(',')) + "\n" : line + "\n");
            }
        }
        return new DirtyFile(path, rows, malformed);
    }

    private static String line(List<Column> columns, int row, Random random) {
        return columns.stream().map(column -> cell(column, row, random)).collect(Collectors.joining(","));
    }

    private static String cell(Column column, int row, Random random) {
        if (column.nullable() && random.nextInt(50) == 0) {
            return "";
        }
        return switch (column.type()) {
            case TEXT -> SYMBOLS.get(random.nextInt(SYMBOLS.size()));
            case TIME ->
                START.plusSeconds(60L * row).plusMillis(random.nextInt(120_000)).toString();
            case NUMBER ->
                random.nextInt(10) == 0
                        ? random.nextInt(1, 10) + "E-7"
                        : BigDecimal.valueOf(random.nextInt(100_000_000), 4).toPlainString();
            case INTEGER -> String.valueOf(random.nextLong(1_000_000));
            case SIDE -> random.nextBoolean() ? "BUY" : "SELL";
        };
    }
}
