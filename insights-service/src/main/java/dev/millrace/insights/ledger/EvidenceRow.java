package dev.millrace.insights.ledger;

/**
 * A row of the evidence and where it is.
 *
 * @param position for the page after it
 * @param repository {@code owner/name} of today; the history's key if the team has no such repository any more
 * @param row an item or a deployment
 */
public record EvidenceRow<T>(EvidencePage.Position position, String repository, T row) {}
