package io.quarterdeck.dashboard.access;

/**
 * A line of the users file.
 *
 * @param hash of the password
 */
public record User(String name, Role role, PasswordHash hash) {}
