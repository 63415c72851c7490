/**
 * What every service has in common, without a word about markets: option groups to mix into a picocli command, the stop
 * signal, and the HTTP endpoint for health and metrics.
 *
 * <p>Start at {@link io.quarterdeck.servicekit.StopSignal} and {@link io.quarterdeck.servicekit.HealthServer}. Imports
 * no service and not {@code market-data}.
 */
package io.quarterdeck.servicekit;
