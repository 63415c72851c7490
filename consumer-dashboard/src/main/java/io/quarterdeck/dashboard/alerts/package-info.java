/** What somebody should look at: rules as functions of what is seen, and who is told. */
package io.quarterdeck.dashboard.alerts;
