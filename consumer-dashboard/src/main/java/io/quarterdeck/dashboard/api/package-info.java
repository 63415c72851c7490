/**
 * What the API answers, a class for each area: SQL in, records out. Names of tables and columns that a request says are
 * taken only if {@code features.dictionary} lists them; values are bound.
 */
package io.quarterdeck.dashboard.api;
