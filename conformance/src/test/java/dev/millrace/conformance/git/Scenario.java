package dev.millrace.conformance.git;

import java.util.function.Consumer;

/**
 * The actions of a client on a repository.
 *
 * @param name for display
 * @param script its commands
 */
record Scenario(String name, Consumer<Session> script) {}
