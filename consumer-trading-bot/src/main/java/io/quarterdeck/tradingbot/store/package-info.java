/**
 * What a run keeps in PostgreSQL: its journal ({@code PostgresJournal}), how far it is ({@code Runs}) and what persons demand of
 * it ({@code Demands}).
 */
package io.quarterdeck.tradingbot.store;
