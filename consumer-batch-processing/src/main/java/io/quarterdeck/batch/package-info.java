/**
 * The quarterly job: {@code lake.raw.*} to the feature tables, as pure steps between one read and one write.
 *
 * <pre>
 * trades ► TradePlacement ► UniqueTrades ► TradeMinutes ─┐
 * bars ──────────────────────────────────────────────────┴► Slots (clean, join) ► Features (per interval and quarter)
 *                                                           ► FeatureLake, FeatureStore
 * </pre>
 *
 * <p>Start at {@link io.quarterdeck.batch.QuarterlyFeatures}, then {@code PublishQuarter}. What the columns are stands in
 * {@code FeatureTable} alone. Everything that computes ({@code TradeMinute}, {@code CleanHour}, {@code BarSeries}, {@code
 * Indicators}, {@code OrderFlow}) is plain Java without Spark. Imports no other service.
 */
package io.quarterdeck.batch;
