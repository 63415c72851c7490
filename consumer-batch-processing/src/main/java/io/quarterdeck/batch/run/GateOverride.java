package io.quarterdeck.batch.run;

/**
 * A person's word that a quarter is to be published although the gate refused it.
 *
 * @param reason never blank
 * @param by operating system user and host, and database role
 */
public record GateOverride(String reason, String by) {}
