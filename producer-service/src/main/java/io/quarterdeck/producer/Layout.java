package io.quarterdeck.producer;

import de.siegmar.fastcsv.reader.CsvParseException;
import io.quarterdeck.marketdata.Event;
import io.quarterdeck.producer.Profile.Column;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How one file is to be read.
 *
 * @param profile what it was recognised as
 * @param delimiter between columns
 * @param columns how many each line has
 * @param positions 0-based column of the file for each of the kind's columns that it has, by name; the symbol's only
 *     where {@code symbol} is empty
 * @param header whether the first line names the columns
 * @param timeFormat as {@code --time-format} takes it
 * @param symbol of all rows, where the file does not say
 */
record Layout<E extends Event>(
        Profile<E> profile,
        char delimiter,
        int columns,
        Map<String, Integer> positions,
        boolean header,
        String timeFormat,
        Optional<String> symbol) {

    /**
     * Finds the layout from the options and the first line of a file that is not blank.
     *
     * @throws InputException when the file cannot be read or does not have the columns that it takes
     */
    static Layout<?> of(SourceFile file, FormatOptions options) {
        try (var lines = file.lines()) {
            while (lines.next()) {
                if (!lines.blank()) {
                    return of(file, LineParser.cells(lines.text(), options.delimiter()), options);
                }
            }
        } catch (CsvParseException e) {
            throw new InputException(file.path() + ": its first line is not CSV: " + LineParser.reason(e), e);
        } catch (IOException e) {
            throw file.damaged(0, e);
        }
        throw new InputException(file.path() + ": is empty");
    }

    private static Layout<?> of(SourceFile file, List<String> firstLine, FormatOptions options) {
        List<String> names = firstLine.stream()
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .toList();
        boolean header = namesColumns(names);
        Profile<?> profile =
                options.profile().isPresent() ? options.profile().get() : detect(file, firstLine, names, header);
        return of(file, firstLine, names, header, profile, options);
    }

    private static <E extends Event> Layout<E> of(
            SourceFile file,
            List<String> firstLine,
            List<String> names,
            boolean header,
            Profile<E> profile,
            FormatOptions options) {
        boolean symbolInFile = profile.has(Profile.SYMBOL);
        if (!symbolInFile && options.symbol().isEmpty()) {
            throw new InputException(
                    "%s: a %s file does not say its symbol; add --symbol".formatted(file.path(), profile.name()));
        }
        if (symbolInFile && options.symbol().isPresent()) {
            throw new InputException("%s: has a column for the symbol; leave --symbol out".formatted(file.path()));
        }
        Map<String, Integer> positions = header && !profile.isCustom()
                ? byName(file, firstLine, names, profile)
                : byOrder(file, firstLine, profile);
        return new Layout<>(
                profile,
                options.delimiter(),
                firstLine.size(),
                positions,
                header,
                options.timeFormat().orElse(profile.timeFormat()),
                options.symbol());
    }

    /** A line of data has numbers, and no name of a column begins like one. */
    private static boolean namesColumns(List<String> names) {
        return names.stream().noneMatch(name -> !name.isEmpty() && "0123456789+-.".indexOf(name.charAt(0)) >= 0);
    }

    private static Profile<?> detect(SourceFile file, List<String> firstLine, List<String> names, boolean header) {
        if (!header) {
            throw new InputException(
                    "%s: has no header that names its columns; say --profile (%s) or --columns. Its first line: %s"
                            .formatted(file.path(), Profile.names(), Shown.line(String.join(",", firstLine))));
        }
        List<Profile<?>> fitting = Profile.KNOWN.stream()
                .filter(profile -> profile.missingFrom(names).isEmpty())
                .toList();
        if (fitting.isEmpty()) {
            // For the message: that of which the header names most.
            Profile<?> nearest = Profile.KNOWN.stream()
                    .max(Comparator.comparingInt(
                            profile -> profile.readFrom(names).size()))
                    .orElseThrow();
            throw missing(file, firstLine, names, nearest);
        }
        // A header may hold what another format needs, and more: then the one that reads it all is meant.
        Set<String> readByAny = fitting.stream()
                .flatMap(profile -> profile.readFrom(names).stream())
                .collect(Collectors.toSet());
        List<Profile<?>> meant = fitting.stream()
                .filter(profile -> profile.readFrom(names).equals(readByAny))
                .toList();
        if (meant.size() != 1) {
            throw new InputException("%s: may be %s by its header; say --profile or --columns. Columns found: %s"
                    .formatted(
                            file.path(),
                            fitting.stream().map(Profile::name).collect(Collectors.joining(" or ")),
                            Shown.line(String.join(", ", firstLine))));
        }
        return meant.get(0);
    }

    private static Map<String, Integer> byName(
            SourceFile file, List<String> firstLine, List<String> names, Profile<?> profile) {
        if (!profile.missingFrom(names).isEmpty()) {
            throw missing(file, firstLine, names, profile);
        }
        var positions = new HashMap<String, Integer>();
        for (Column column : profile.columns()) {
            column.field().ifPresent(field -> {
                List<Integer> found = IntStream.range(0, names.size())
                        .filter(i -> column.names().contains(names.get(i)))
                        .boxed()
                        .toList();
                if (found.size() > 1) {
                    throw new InputException("%s: column %s stands twice; say --columns. Columns found: %s"
                            .formatted(file.path(), field, Shown.line(String.join(", ", firstLine))));
                }
                positions.put(field, found.get(0));
            });
        }
        return positions;
    }

    private static InputException missing(
            SourceFile file, List<String> firstLine, List<String> names, Profile<?> profile) {
        return new InputException(
                "%s: column %s is missing (read as %s); columns found: %s. Say --profile (%s) or --columns."
                        .formatted(
                                file.path(),
                                String.join(", ", profile.missingFrom(names)),
                                profile.name(),
                                Shown.line(String.join(", ", firstLine)),
                                Profile.names()));
    }

    private static Map<String, Integer> byOrder(SourceFile file, List<String> firstLine, Profile<?> profile) {
        int most = profile.columns().size();
        int fewest = profile.fewestColumns();
        if (firstLine.size() < fewest || firstLine.size() > most) {
            throw new InputException("%s: has %d columns, %s has %s. First line: %s"
                    .formatted(
                            file.path(),
                            firstLine.size(),
                            profile.isCustom() ? "--columns" : profile.name(),
                            fewest == most ? most : fewest + " or " + most,
                            Shown.line(String.join(",", firstLine))));
        }
        var positions = new HashMap<String, Integer>();
        for (int i = 0; i < firstLine.size(); i++) {
            int position = i;
            profile.columns().get(i).field().ifPresent(field -> positions.put(field, position));
        }
        return positions;
    }

    /** The layout in a word or a few, as manifests state it: {@code bitstamp, symbol BTCUSD}. */
    String description() {
        var text = new StringBuilder(profile.name());
        if (profile.isCustom()) {
            text.append(' ')
                    .append(profile.columns().stream()
                            .map(column -> column.field().orElse(Profile.PASSED_OVER))
                            .collect(Collectors.joining(",")));
        }
        if (profile.isCustom() || !timeFormat.equals(profile.timeFormat())) {
            text.append(", time ").append(timeFormat);
        }
        symbol.ifPresent(value -> text.append(", symbol ").append(value));
        return text.toString();
    }
}
