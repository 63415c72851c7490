/**
 * Tests of one demo on a made-up market, which they share, as {@code SampleSuite}: what comes out of it ({@code WholeJobIT}), then
 * that the audit finds what is changed behind the services' backs ({@code CustodyIT}), which leaves the stores changed.
 */
package io.quarterdeck.systemtests.sample;
