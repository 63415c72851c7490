/**
 * The quarterly job: {@code lake.raw.*} to the feature tables, as pure steps between one read and one write.
 *
 * <pre>
 * trades ► TradePlacement ► UniqueTrades ► TradeMinutes ─┐
 * bars ──────────────────────────────────────────────────┴► Slots (clean, join) ► Gate ► Features (per interval)
 *                                                           └► Quarantine                ► FeatureLake, FeatureStore
 * </pre>
 *
 * <p>Start at {@link io.quarterdeck.batch.QuarterlyFeatures}, then {@code PublishQuarters}. The steps lie in folders: {@code
 * cleaning}, {@code features}, {@code release}; {@code run} keeps the record of what a run does, {@code schedule} starts
 * runs. Which rules clean stands in {@code Rule} alone, what the columns are in {@code FeatureTable} alone. Everything that
 * computes ({@code CleanBlock}, {@code SpikeRule}, {@code BarSeries}, {@code Indicators}, {@code OrderFlow}) is plain Java
 * without Spark. Imports no other service.
 */
package io.quarterdeck.batch;
