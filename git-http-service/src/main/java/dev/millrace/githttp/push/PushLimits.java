package dev.millrace.githttp.push;

/**
 * What a push may cost.
 *
 * @param packBytes size of the pack as sent, bytes
 * @param objectBytes size of one object, inflated, bytes
 * @param commandBytes size of the list of refs to move, bytes
 * @param refs how many refs one push may move
 */
public record PushLimits(long packBytes, long objectBytes, long commandBytes, int refs) {}
