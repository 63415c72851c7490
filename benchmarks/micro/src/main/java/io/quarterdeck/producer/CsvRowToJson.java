package io.quarterdeck.producer;

import io.quarterdeck.benchmarks.micro.SampleRows;
import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.WireFormat;
import io.quarterdeck.producer.ParsedLine.Row;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** A line of a file to the value of a Kafka record: cut, parsed, checked, written. */
@State(Scope.Thread)
public class CsvRowToJson {

    private byte[] csv;
    private LineParser<Bar> parser;
    private WireFormat.Writer<Bar> json;

    @Setup
    public void setUp() throws IOException {
        csv = SampleRows.csv();
        Path file = Files.createTempFile("rows", ".csv");
        try {
            Files.write(file, csv);
            parser = new LineParser<>(layout(new SourceFile(file, "rows.csv", true)), 1);
        } finally {
            Files.delete(file);
        }
        json = new WireFormat.Writer<>(EventKind.BARS);
    }

    @SuppressWarnings("unchecked") // the file's header is that of bars
    private static Layout<Bar> layout(SourceFile file) {
        return (Layout<Bar>) Layout.of(file, new FormatOptions());
    }

    @Benchmark
    @OperationsPerInvocation(SampleRows.COUNT)
    public void row(Blackhole values) throws IOException {
        try (var lines = new LineReader(new ByteArrayInputStream(csv))) {
            lines.next(); // the header
            while (lines.next()) {
                var row = (Row<Bar>) parser.parse(lines);
                values.consume(json.write(row.event(), row.numbers()));
            }
        }
    }
}
