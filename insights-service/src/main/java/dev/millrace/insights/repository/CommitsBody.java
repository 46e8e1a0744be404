package dev.millrace.insights.repository;

import java.util.List;
import java.util.Optional;

/**
 * A page of the commits that a deployment first shipped, oldest first.
 *
 * @param items on it
 * @param next value of {@code after} for the following page; null on the last
 */
record CommitsBody(List<CommitBody> items, Optional<String> next) {}
