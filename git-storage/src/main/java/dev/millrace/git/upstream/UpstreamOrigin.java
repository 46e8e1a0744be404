package dev.millrace.git.upstream;

import java.util.Optional;

/**
 * A repository somewhere else.
 *
 * @param provider kind of the forge, in the words of the API: {@code github}, {@code gitlab}, {@code sr.ht}, ...
 * @param host {@code host} or {@code host:port}
 * @param owner may hold {@code /} and start with {@code ~}
 * @param name without {@code .git}
 * @param cloneUrl {@code https} address without credentials
 * @param mode how to log in
 * @param operation what it is for
 * @param defaultBranch short name of the branch that HEAD shall stay at; empty to follow the upstream's HEAD
 */
public record UpstreamOrigin(
        String provider,
        String host,
        String owner,
        String name,
        String cloneUrl,
        UpstreamMode mode,
        UpstreamOperation operation,
        Optional<String> defaultBranch) {}
