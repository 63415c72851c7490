package io.quarterdeck.dashboard.api;

import io.quarterdeck.dashboard.web.ApiException;
import io.quarterdeck.dashboard.web.Parameters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** What can be drawn over bars, from the columns of the feature tables. */
enum Overlay {
    /** close / (1 + ratio), as the ratio is close / EMA - 1. */
    EMA_12("ema_12", "EMA 12") {
        @Override
        Object over(List<Candle> bars) {
            return each(bars, bar -> ema(bar, bar.emaRatio12()));
        }
    },
    EMA_26("ema_26", "EMA 26") {
        @Override
        Object over(List<Candle> bars) {
            return each(bars, bar -> ema(bar, bar.emaRatio26()));
        }
    },
    /**
     * With m the mean and s the standard deviation, the columns are b = (close - (m - 2 s)) / (4 s) and w = 4 s / m, so that
     * m = close / (1 + w (b - 1/2)) and the bands are m (1 - w/2) and m (1 + w/2). If the close did not change, w is 0, b
     * is unknown and m is the close.
     */
    BOLLINGER_20("bollinger_20", "Bollinger 20") {
        @Override
        Object over(List<Candle> bars) {
            var bands = new LinkedHashMap<String, List<Double>>();
            bands.put("upper", each(bars, bar -> band(bar, 0.5)));
            bands.put("middle", each(bars, bar -> band(bar, 0)));
            bands.put("lower", each(bars, bar -> band(bar, -0.5)));
            return bands;
        }
    },
    VWAP("vwap", "VWAP") {
        @Override
        Object over(List<Candle> bars) {
            return each(bars, Candle::vwap);
        }
    };

    private final String id;
    private final String title;

    Overlay(String id, String title) {
        this.id = id;
        this.title = title;
    }

    static List<Overlay> of(List<String> ids) {
        return ids.stream()
                .map(id -> Stream.of(values())
                        .filter(overlay -> overlay.id.equals(id))
                        .findFirst()
                        .orElseThrow(() -> ApiException.badRequest(
                                "overlays: '" + Parameters.shown(id) + "' is none",
                                "Some of ema_12, ema_26, bollinger_20, vwap.")))
                .distinct()
                .toList();
    }

    String id() {
        return id;
    }

    String title() {
        return title;
    }

    /** Values aligned with the bars, null where there is none: a list, or several by name. */
    abstract Object over(List<Candle> bars);

    static Map<String, Object> over(List<Overlay> overlays, List<Candle> bars) {
        var values = new LinkedHashMap<String, Object>();
        overlays.forEach(overlay -> values.put(overlay.id(), overlay.over(bars)));
        return values;
    }

    private static List<Double> each(List<Candle> bars, Function<Candle, Double> value) {
        var values = new ArrayList<Double>(bars.size());
        bars.forEach(bar -> values.add(value.apply(bar)));
        return values;
    }

    private static Double ema(Candle bar, Double ratio) {
        return ratio == null ? null : (Double) (bar.close() / (1 + ratio));
    }

    private static Double band(Candle bar, double part) {
        Double width = bar.bandwidth();
        if (width == null) {
            return null;
        }
        if (bar.percentB() == null) {
            return width == 0 ? (Double) bar.close() : null;
        }
        double mean = bar.close() / (1 + width * (bar.percentB() - 0.5));
        return mean * (1 + part * width);
    }
}
