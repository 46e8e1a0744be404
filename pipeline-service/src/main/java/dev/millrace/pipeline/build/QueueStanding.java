package dev.millrace.pipeline.build;

/**
 * How a job stands in the queue that waits for a slot.
 *
 * @param ahead jobs of all teams that come before it at most, if all slots become free one after the other; 0 or more
 * @param ofTeam running jobs of its team
 * @param ofRepository running jobs of its repository
 * @param groupIsBusy whether another build of its concurrency group goes first
 * @param isHeld whether its change is on hold
 */
record QueueStanding(long ahead, long ofTeam, long ofRepository, boolean groupIsBusy, boolean isHeld) {}
