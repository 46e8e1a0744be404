package dev.millrace.gateway.join;

/**
 * Something that people can sign in with.
 *
 * @param name for people
 * @param address where the sign-in begins
 * @param connection id of the connection to a forge; empty text for a provider
 */
record SignInChoice(String name, String address, String connection) {}
