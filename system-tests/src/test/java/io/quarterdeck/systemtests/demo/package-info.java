/**
 * What {@code ./quarterdeck demo} makes of the recorded candles, as SQL finds it and as people see it in a browser. Start with
 * {@code DashboardPagesIT}. All tests share one stack ({@code Demo}); those that change it come last.
 */
package io.quarterdeck.systemtests.demo;
