package io.quarterdeck.tradingbot;

import io.quarterdeck.tradingbot.model.ModelFeatures;
import io.quarterdeck.tradingbot.strategy.BuyAndHold;
import io.quarterdeck.tradingbot.strategy.MeanReversion;
import io.quarterdeck.tradingbot.strategy.ModelStrategy;
import io.quarterdeck.tradingbot.strategy.Strategy;
import io.quarterdeck.tradingbot.strategy.Trend;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The strategies that can be named on the command line; add one of your own here. */
final class Strategies {

    static final List<String> NAMES = List.of("trend", "mean-reversion", "buy-and-hold", "model");

    private Strategies() {}

    /** One that needs no database. */
    static Strategy of(String name, Map<String, String> options) {
        return of(name, options, Optional.empty());
    }

    /**
     * @param options by name; those that are not given have their defaults
     * @param knowledge for strategies that need some
     * @throws IllegalArgumentException naming the strategy, option or value that there is not
     */
    static Strategy of(String name, Map<String, String> options, Optional<Knowledge> knowledge) {
        var given = new Given(name, options);
        Strategy strategy = switch (name) {
            case "trend" ->
                new Trend(
                        given.whole("fast", Trend.DEFAULT.fast()),
                        given.whole("slow", Trend.DEFAULT.slow()),
                        given.whole("volatility-bars", Trend.DEFAULT.volatilityBars()),
                        given.number("target-volatility", Trend.DEFAULT.targetVolatility()),
                        given.flag("shorts", Trend.DEFAULT.shorts()));
            case "mean-reversion" ->
                new MeanReversion(
                        given.whole("window", MeanReversion.DEFAULT.window()),
                        given.number("entry", MeanReversion.DEFAULT.entry()),
                        given.whole("rsi-window", MeanReversion.DEFAULT.rsiWindow()),
                        given.number("oversold", MeanReversion.DEFAULT.oversold()),
                        given.whole("maximum-bars", MeanReversion.DEFAULT.maximumBars()),
                        given.flag("shorts", MeanReversion.DEFAULT.shorts()));
            case "buy-and-hold" -> new BuyAndHold();
            case "model" ->
                new ModelStrategy(
                        need(name, knowledge).models(ModelFeatures.COLUMNS),
                        ModelFeatures.COLUMNS,
                        given.number("enter", 0.55),
                        given.number("leave", 0.5),
                        given.whole("oldest-minutes", 120) * 60_000_000L,
                        given.flag("shorts", false));
            default -> throw new IllegalArgumentException("no strategy " + name + "; there are " + NAMES);
        };
        given.requireNoOther();
        return strategy;
    }

    /** @throws IllegalArgumentException saying how to give it, if there is none */
    static Knowledge need(String strategy, Optional<Knowledge> knowledge) {
        return knowledge.orElseThrow(() -> new IllegalArgumentException(strategy
                + " needs the database for its features and models; give --postgres-url, --postgres-user and"
                + " --postgres-password-file"));
    }

    /** Every combination of the options' values, which are separated by commas. */
    static List<Map<String, String>> combinations(Map<String, String> grid) {
        List<Map<String, String>> all = new ArrayList<>(List.of(Map.of()));
        new TreeMap<>(grid).forEach((option, values) -> {
            var longer = new ArrayList<Map<String, String>>();
            for (Map<String, String> before : all) {
                for (String value : values.split(",")) {
                    var with = new LinkedHashMap<>(before);
                    with.put(option, value);
                    longer.add(with);
                }
            }
            all.clear();
            all.addAll(longer);
        });
        return all;
    }

    private static final class Given {
        private final String strategy;
        private final Map<String, String> left;

        Given(String strategy, Map<String, String> options) {
            this.strategy = strategy;
            left = new TreeMap<>(options);
        }

        int whole(String option, int preset) {
            return (int) number(option, preset, true);
        }

        double number(String option, double preset) {
            return number(option, preset, false);
        }

        private double number(String option, double preset, boolean whole) {
            String text = left.remove(option);
            if (text == null) {
                return preset;
            }
            try {
                return whole ? Integer.parseInt(text) : Double.parseDouble(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        strategy + ": " + option + "=" + text + " is no " + (whole ? "whole " : "") + "number", e);
            }
        }

        boolean flag(String option, boolean preset) {
            String text = left.remove(option);
            if (text != null && !text.equals("true") && !text.equals("false")) {
                throw new IllegalArgumentException(
                        strategy + ": " + option + "=" + text + " is neither true nor false");
            }
            return text == null ? preset : text.equals("true");
        }

        void requireNoOther() {
            if (!left.isEmpty()) {
                throw new IllegalArgumentException(strategy + " has no option " + left.keySet());
            }
        }
    }
}
