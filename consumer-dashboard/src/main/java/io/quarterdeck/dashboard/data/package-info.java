/** PostgreSQL, as everything here reads it. */
package io.quarterdeck.dashboard.data;
