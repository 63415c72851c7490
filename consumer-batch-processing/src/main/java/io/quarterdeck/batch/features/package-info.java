/**
 * From clean slots to the rows of the feature tables. Start at {@code FeatureTable}, the catalogue, whose groups of columns
 * have a class each; {@code Features} is the step in Spark, {@code Indicators} has the formulas. Knows nothing of releases.
 */
package io.quarterdeck.batch.features;
