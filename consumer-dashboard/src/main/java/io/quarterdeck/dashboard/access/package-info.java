/** Who may do what: users, passwords, sessions, limits, and what is refused whoever asks. Knows no route and no store. */
package io.quarterdeck.dashboard.access;
