package io.quarterdeck.producer;

import io.quarterdeck.marketdata.Event;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How the files are to be read, where their header does not say. */
final class FormatOptions {

    @Spec(Spec.Target.MIXEE)
    CommandSpec spec;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            completionCandidates = ProfileNames.class,
            description = "Shape of the files, one of ${COMPLETION-CANDIDATES}. By default told from the header; needed"
                    + " for files without one.")
    String profileName;

    @Option(
            names = "--columns",
            paramLabel = "NAME,...",
            split = ",",
            hideParamSyntax = true,
            completionCandidates = ColumnNames.class,
            description = "What the columns hold, from the left, all of one kind of event: ${COMPLETION-CANDIDATES}; _"
                    + " for one to pass over. Without trade_id the line is the trade's number; side may be left out."
                    + " For files of no known profile.")
    List<String> columns;

    @Option(
            names = "--time-format",
            paramLabel = "FORMAT",
            description = "How times are written: iso, s, ms, us (since 1970), ms|us (by size), or a pattern such as"
                    + " 'dd.MM.yyyy HH:mm'; UTC unless they name a zone. By default the profile's; iso with --columns.")
    String timeFormatName;

    @Option(
            names = "--symbol",
            paramLabel = "SYMBOL",
            description = "Symbol of all rows, for files without that column.")
    String symbolName;

    @Option(
            names = "--delimiter",
            paramLabel = "CHAR",
            description = "Character between columns; 'tab' for a tabulator. Now ${DEFAULT-VALUE}.")
    String delimiterName = ",";

    /** For the help text. */
    private static final class ProfileNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Profile.KNOWN.stream().<String>map(Profile::name).iterator();
        }
    }

    /** For the help text. */
    private static final class ColumnNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of(Profile.fieldsOfAll()).iterator();
        }
    }

    /** @throws ParameterException when a value cannot be taken, before anything is opened */
    void check() {
        if (profileName != null && columns != null) {
            throw new ParameterException(spec.commandLine(), "--profile and --columns exclude one another");
        }
        checked("--profile", this::profile);
        checked("--time-format", () -> timeFormat().map(TimeFormat::of));
        checked("--delimiter", this::delimiter);
        if (symbolName != null && symbolName.isBlank()) {
            throw new ParameterException(spec.commandLine(), "--symbol: is empty");
        }
        symbol().filter(text -> text.length() > Event.MAX_SYMBOL_LENGTH).ifPresent(text -> {
            throw new ParameterException(
                    spec.commandLine(),
                    "--symbol: has " + text.length() + " characters, more than " + Event.MAX_SYMBOL_LENGTH);
        });
    }

    private void checked(String option, Runnable reading) {
        try {
            reading.run();
        } catch (IllegalArgumentException e) {
            String name = option.equals("--profile") && columns != null ? "--columns" : option;
            throw new ParameterException(spec.commandLine(), name + ": " + e.getMessage(), e);
        }
    }

    /** The profile that the user named or described. */
    Optional<Profile<?>> profile() {
        if (columns != null) {
            return Optional.of(Profile.custom(columns, timeFormat().orElse("iso"), symbolName != null));
        }
        return Optional.ofNullable(profileName).map(Profile::named);
    }

    Optional<String> timeFormat() {
        return Optional.ofNullable(timeFormatName);
    }

    Optional<String> symbol() {
        return Optional.ofNullable(symbolName).map(String::strip);
    }

    char delimiter() {
        String text = delimiterName.equals("tab") || delimiterName.equals("\\t") ? "\t" : delimiterName;
        if (text.length() != 1 || text.charAt(0) == '"' || text.charAt(0) == '\n' || text.charAt(0) == '\r') {
            throw new IllegalArgumentException(
                    "'" + delimiterName + "' is not one character that can stand between columns");
        }
        return text.charAt(0);
    }
}
