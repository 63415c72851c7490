/**
 * Stores every event of the topics {@code market.*} in PostgreSQL {@code raw.*}, exactly once: rows and the offset to go
 * on from are committed in one transaction, guarded so that a stale owner of a partition fails.
 *
 * <p>Start at {@link io.quarterdeck.datastorage.StoreEvents}, the loop; what is stored is described by
 * {@link io.quarterdeck.marketdata.EventKind}. Imports no other service.
 */
package io.quarterdeck.datastorage;
