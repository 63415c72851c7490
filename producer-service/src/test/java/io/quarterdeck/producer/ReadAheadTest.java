package io.quarterdeck.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ReadAheadTest {

    private static final String TEXT =
            "symbol,open_time,open,high,low,close,volume\nA,2016-10-01T00:00:00Z,1,1,1,1,1\n";

    @TempDir
    Path folder;

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD, unit = TimeUnit.SECONDS)
    void whatEndsTheReadingThreadReachesTheCallerBehindTheLinesBefore() throws Exception {
        Path file = Files.writeString(folder.resolve("a.csv"), TEXT);
        Layout<?> layout = Layout.of(new SourceFile(file, "a.csv", true), new ProduceCommand().format);
        Supplier<Error> failure = () -> new OutOfMemoryError("of the test");
        var text = new ByteArrayInputStream(TEXT.getBytes(StandardCharsets.UTF_8));

        try (var lines =
                ReadAhead.open(new LineReader(new SequenceInputStream(text, failing(failure))), layout, 7, 0)) {
            assertThat(lines.next().number()).isEqualTo(1);
            assertThat(lines.next().number()).isEqualTo(2);
            assertThatThrownBy(lines::next).isInstanceOf(OutOfMemoryError.class).hasMessage("of the test");
        }
    }

    private static InputStream failing(Supplier<Error> failure) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                throw failure.get();
            }
        };
    }
}
