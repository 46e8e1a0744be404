package dev.millrace.forge;

import java.util.Optional;

/**
 * The new state of a check run.
 *
 * @param state its progress
 * @param output replaces what its page shows; empty leaves it
 */
public record CheckRunUpdate(CheckRunState state, Optional<CheckRunOutput> output) {}
