package dev.millrace.insights.fact;

/**
 * How much is known about a repository. Versions of one thing count once.
 *
 * @param deployments at the forge, finished or not
 * @param changes pull or merge requests
 * @param pushes one for each ref of a push
 * @param commits that the default branch ever reached
 * @param builds of its pipelines
 */
public record FactCounts(long deployments, long changes, long pushes, long commits, long builds) {}
