package dev.millrace.conformance.git;

import java.util.function.Consumer;

/**
 * What somebody does with a repository.
 *
 * @param name as people read it
 * @param script its commands
 */
record Scenario(String name, Consumer<Session> script) {}
