package io.quarterdeck.tradingbot.backtest;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.tradingbot.engine.Setup;
import io.quarterdeck.tradingbot.market.Slot;
import io.quarterdeck.tradingbot.report.Performance;
import io.quarterdeck.tradingbot.report.Report;
import io.quarterdeck.tradingbot.report.Report.Trials;
import io.quarterdeck.tradingbot.strategy.Strategy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Many backtests that differ in their strategy, on several threads. */
public final class Grid {

    /**
     * One of the runs; all of them count when the best is judged.
     *
     * @param number its place in the list of strategies
     */
    public record Trial(int number, Strategy strategy, Performance performance) {}

    private Grid() {}

    /**
     * @param recorded gets each trial, in the order of the strategies, as soon as it and those before it are done
     * @return the trials, in the same order
     */
    public static List<Trial> run(
            Setup setup, List<? extends Strategy> strategies, List<Bar> bars, int threads, Consumer<Trial> recorded)
            throws InterruptedException {
        List<Slot> slots = Backtest.slots(setup.settings().symbols(), bars);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Trial>> running = IntStream.range(0, strategies.size())
                    .mapToObj(number -> pool.submit(() -> trial(number, setup, strategies.get(number), slots)))
                    .toList();
            var trials = new ArrayList<Trial>();
            for (Future<Trial> trial : running) {
                trials.add(trial.get());
                recorded.accept(trials.get(trials.size() - 1));
            }
            return trials;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a trial failed: " + e.getCause().getMessage(), e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    private static Trial trial(int number, Setup setup, Strategy strategy, List<Slot> slots) {
        Performance.Recorder recorder = Performance.recorder();
        Backtest.run(setup.withStrategy(strategy), slots, recorder);
        return new Trial(number, strategy, recorder.performance());
    }

    /** How widely the trials spread, to deflate the best one's Sharpe ratio by. */
    public static Trials spread(List<Trial> trials) {
        return Trials.of(trials.stream()
                .mapToDouble(trial -> Report.dailySharpe(trial.performance()))
                .toArray());
    }
}
