/**
 * The words that every service shares: what a bar or a trade is, how it travels, how its content is proven, and what
 * topics and tables are called.
 *
 * <p>Start at {@link io.quarterdeck.marketdata.EventKind}, which describes each kind of event; then {@link
 * io.quarterdeck.marketdata.WireFormat} and {@link io.quarterdeck.marketdata.ContentHash} (the proof). Nothing here does
 * I/O or imports a service.
 */
package io.quarterdeck.marketdata;
