package dev.millrace.insights.query;

import dev.millrace.insights.metric.Choices;
import dev.millrace.insights.metric.Scope;
import dev.millrace.insights.metric.Window;

/**
 * A validated query about one repository.
 *
 * @param repository {@code owner/name}
 * @param window which time
 * @param bucket how the window is divided
 * @param scope which environments
 * @param choices how to count
 * @param page which part of the evidence
 */
record InsightsQuery(String repository, Window window, Window.Unit bucket, Scope scope, Choices choices, Page page) {}
