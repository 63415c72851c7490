/** The dashboard as people use it: in a browser, on a running stack. Start with {@code DashboardIT}. */
package io.quarterdeck.systemtests.browser;
