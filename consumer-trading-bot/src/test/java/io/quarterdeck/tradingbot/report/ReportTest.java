package io.quarterdeck.tradingbot.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.tradingbot.Bars;
import io.quarterdeck.tradingbot.backtest.Backtest;
import io.quarterdeck.tradingbot.engine.Settings;
import io.quarterdeck.tradingbot.engine.Setup;
import io.quarterdeck.tradingbot.market.Symbols;
import io.quarterdeck.tradingbot.report.Report.Trials;
import io.quarterdeck.tradingbot.strategy.Trend;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {

    private static final List<Bar> BARS = Bars.walk(1, 20 * 24 * 60, "A", "<B>");
    private static final Setup SETUP = Setup.of(
            Settings.of("run & co", new Symbols(List.of("A", "<B>"))), new Trend(4, 16, 24, 0.4, false), List::of);

    private final Performance hold = Performance.of(Backtest.run(SETUP.buyAndHold(), BARS));
    private final Report report =
            Report.of(Performance.of(Backtest.run(SETUP, BARS)), hold, Trials.of(new double[] {0.1, 0.2, Double.NaN}));

    @Test
    void theJsonSaysWhatIsNotDefinedAsNull() throws Exception {
        JsonNode json = new ObjectMapper().readTree(ReportJson.text(report));

        assertThat(json.at("/performance/from").asText()).isEqualTo("2024-01-01T00:00:00Z");
        assertThat(json.at("/performance/days/0/date").asText()).isEqualTo("2024-01-01");
        assertThat(json.at("/against/totals/hit_rate").isNull()).isTrue(); // it closes no trade
        assertThat(json.at("/performance/totals/end_equity").asDouble())
                .isEqualTo(report.performance().totals().endEquity());
        assertThat(json.at("/performance/returns").isMissingNode()).isTrue();
        assertThat(json.at("/deflated/trials").asInt()).isEqualTo(3);
    }

    @Test
    void thePageNeedsNothingFromElsewhereAndEscapesNames() {
        String page = ReportPage.html(report);

        assertThat(page).doesNotContain("<script", "http:", "https:", "<link", "<img", "<B>", "NaN", "Infinity");
        assertThat(page).contains("run &amp; co", "&lt;B&gt;", "<svg", "default-src 'none'");
    }

    @Test
    void buyAndHoldAgainstItselfIsNoBetter() {
        Report itself = Report.of(hold, hold, Trials.ONE);

        assertThat(itself.against().excessGrowth()).isZero();
        assertThat(itself.against().beta()).isCloseTo(1, within(1e-12));
        assertThat(itself.against().excess()).isEqualTo(new Report.Range(0, 0, 1));
    }

    @Test
    void theMoreWereTriedTheLessARatioIsWorth() {
        double alone =
                Report.of(report.performance(), hold, Trials.ONE).deflated().probability();
        double ofMany = Report.of(report.performance(), hold, new Trials(100, 0.01))
                .deflated()
                .probability();

        assertThat(ofMany).isLessThan(alone);
    }
}
