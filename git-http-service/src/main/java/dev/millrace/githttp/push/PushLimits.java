package dev.millrace.githttp.push;

import dev.millrace.git.write.WriteLimits;

/**
 * Limits of a push.
 *
 * @param packBytes size of the pack as sent, bytes
 * @param objectBytes size of one object, inflated, bytes
 * @param commandBytes size of the list of refs to move, bytes
 * @param refs how many refs one push may move
 * @param repository size that the repository may have afterwards
 */
public record PushLimits(long packBytes, long objectBytes, long commandBytes, int refs, WriteLimits repository) {}
