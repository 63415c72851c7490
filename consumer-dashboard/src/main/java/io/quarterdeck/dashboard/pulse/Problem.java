package io.quarterdeck.dashboard.pulse;

/**
 * Why a source could not be looked at.
 *
 * @param source {@code kafka} or {@code postgres}
 */
public record Problem(String source, String message) {}
