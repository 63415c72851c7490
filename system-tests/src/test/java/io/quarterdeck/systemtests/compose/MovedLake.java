package io.quarterdeck.systemtests.compose;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.apache.iceberg.hadoop.HadoopFileIO;
import org.apache.iceberg.io.InputFile;

/** Reads a lake whose files were copied to another folder than the one that its metadata names. */
public final class MovedLake extends HadoopFileIO {

    private static final long serialVersionUID = 1;
    private static final String FROM = "moved.from";
    private static final String TO = "moved.to";

    /** For the settings of the catalog. */
    static Map<String, String> settings(Path from, Path to) {
        return Map.of("io-impl", MovedLake.class.getName(), FROM, from.toString(), TO, to.toString());
    }

    @Override
    public InputFile newInputFile(String path) {
        return super.newInputFile(moved(path));
    }

    @Override
    public InputFile newInputFile(String path, long length) {
        return super.newInputFile(moved(path), length);
    }

    /** Writers name files as {@code file:/folder} and as {@code file:///folder}. */
    private String moved(String location) {
        Path path = Path.of(URI.create(location).getPath());
        Path from = Path.of(properties().get(FROM));
        return path.startsWith(from)
                ? Path.of(properties().get(TO)).resolve(from.relativize(path)).toString()
                : location;
    }
}
