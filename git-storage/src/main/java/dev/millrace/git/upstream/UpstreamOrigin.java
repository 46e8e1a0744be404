package dev.millrace.git.upstream;

import java.util.Optional;

/**
 * A repository at another host.
 *
 * @param provider kind of the forge, as named in the API: {@code github}, {@code gitlab}, {@code sr.ht}, ...
 * @param host {@code host} or {@code host:port}
 * @param owner may contain {@code /} and start with {@code ~}
 * @param name without {@code .git}
 * @param cloneUrl {@code https} address without credentials
 * @param mode how to authenticate
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
