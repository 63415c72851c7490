/**
 * What a model learns, from released quarters alone: {@code Training} makes one at each quarter's end, {@code TrainedModel} is
 * what is kept of it, {@code TribuoClassifier} is what a strategy asks. Knows no database.
 */
package io.quarterdeck.tradingbot.model;
