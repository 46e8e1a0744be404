package dev.millrace.githttp.push;

import dev.millrace.git.write.WriteLimits;

/**
 * What a push may cost.
 *
 * @param packBytes size of the pack as sent, bytes
 * @param objectBytes size of one object, inflated, bytes
 * @param commandBytes size of the list of refs to move, bytes
 * @param refs how many refs one push may move
 * @param repository what the repository may have grown to afterwards
 */
public record PushLimits(long packBytes, long objectBytes, long commandBytes, int refs, WriteLimits repository) {}
