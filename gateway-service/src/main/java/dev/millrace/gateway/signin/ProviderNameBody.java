package dev.millrace.gateway.signin;

/**
 * The provider at which people sign in.
 *
 * @param name its name for people
 */
record ProviderNameBody(String name) {}
