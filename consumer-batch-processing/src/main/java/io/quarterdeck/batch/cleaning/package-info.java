/**
 * From raw rows to clean slots of minutes: one snapshot of each raw table ({@code RawData}), minutes from trades, the rules
 * ({@code Rule}), what they found ({@code Quality}) and dropped ({@code Quarantine}). Start at {@code Slots}, then {@code
 * CleanBlock}. Knows nothing of features and releases.
 */
package io.quarterdeck.batch.cleaning;
