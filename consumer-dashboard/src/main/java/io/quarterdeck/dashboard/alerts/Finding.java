package io.quarterdeck.dashboard.alerts;

/**
 * That a rule applies at one moment. Findings of the same rule and subject, look after look, are one {@link Alert}.
 *
 * @param subject what it is about, such as a consumer or a quarter
 */
public record Finding(String rule, String subject, String severity, String message, String hint) {}
