/** The dashboard as people use it: in a browser, on a running stack. Start with {@code DashboardPagesIT}. */
package io.quarterdeck.systemtests.browser;
