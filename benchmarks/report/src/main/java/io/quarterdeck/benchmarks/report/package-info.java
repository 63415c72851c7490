/**
 * What a comparison measured. Every benchmark says it in these words, whether it runs inside the harness or as a program of its
 * own, which hands it over as JSON. Start at {@link io.quarterdeck.benchmarks.report.Outcome}.
 */
package io.quarterdeck.benchmarks.report;
