package io.quarterdeck.dashboard.web;

import io.quarterdeck.marketdata.Quarter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The query parameters of a request, checked: what is unknown, stands twice or is malformed is refused by its name. */
public final class Parameters {

    private static final int LONGEST = 200;

    private final Map<String, List<String>> given;

    private Parameters(Map<String, List<String>> given) {
        this.given = given;
    }

    /**
     * @param known all names that the request may have
     * @throws ApiException for any other
     */
    public static Parameters of(Map<String, List<String>> given, String... known) {
        var unknown = new TreeSet<>(given.keySet());
        unknown.removeAll(Set.of(known));
        if (!unknown.isEmpty()) {
            throw ApiException.badRequest(
                    "unknown query parameter " + shown(String.join(", ", unknown)),
                    known.length == 0
                            ? "There are none here."
                            : "Known here: " + String.join(", ", new TreeSet<>(Set.of(known))) + ".");
        }
        given.forEach((name, values) -> {
            if (values.size() != 1) {
                throw ApiException.badRequest("query parameter " + name + " stands more than once", "Give it once.");
            }
            String value = values.get(0);
            if (value.length() > LONGEST || value.chars().anyMatch(Character::isISOControl)) {
                throw ApiException.badRequest(
                        "query parameter " + name + " is too long or holds control characters",
                        "At most " + LONGEST + " printable characters.");
            }
        });
        return new Parameters(Map.copyOf(given));
    }

    /** Not there and empty are the same. */
    public Optional<String> optional(String name) {
        return Optional.ofNullable(given.get(name)).map(values -> values.get(0)).filter(value -> !value.isEmpty());
    }

    public String text(String name) {
        return optional(name)
                .orElseThrow(() ->
                        ApiException.badRequest("query parameter " + name + " is missing", "Add ?" + name + "=..."));
    }

    public long number(String name, long fallback, long least, long most) {
        return optional(name).map(text -> number(name, text, least, most)).orElse(fallback);
    }

    public Optional<Long> optionalNumber(String name, long least, long most) {
        return optional(name).map(text -> number(name, text, least, most));
    }

    public Quarter quarter(String name) {
        return quarter(name, text(name));
    }

    /** Values with commas between; none if it is not there. */
    public List<String> list(String name) {
        return optional(name).map(text -> List.of(text.split(","))).orElse(List.of());
    }

    private static long number(String name, String text, long least, long most) {
        if (text.matches("-?\\d{1,18}")) {
            long number = Long.parseLong(text);
            if (least <= number && number <= most) {
                return number;
            }
        }
        throw ApiException.badRequest(
                name + ": '" + shown(text) + "' is not a whole number from " + least + " to " + most,
                "For example " + name + "=" + Math.max(least, Math.min(most, 50)) + ".");
    }

    /** @param name what the text is, for the message */
    public static Quarter quarter(String name, String text) {
        try {
            return Quarter.parse(text);
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest(name + ": '" + shown(text) + "' is not a quarter", "Write it like 2016Q4.");
        }
    }

    /** What a request said, cut off so that it can stand in a message. */
    public static String shown(String text) {
        String printable = text.replaceAll("\\p{Cntrl}", "?");
        return printable.length() <= 60 ? printable : printable.substring(0, 60) + "...";
    }
}
