package dev.millrace.insights.query;

import dev.millrace.insights.metric.Window;

/**
 * A validated query about who did something in a repository.
 *
 * @param repository {@code owner/name}
 * @param window which time
 * @param bots whether programs are listed
 * @param page which part of the list
 */
record PeopleQuery(String repository, Window window, boolean bots, Page page) {}
