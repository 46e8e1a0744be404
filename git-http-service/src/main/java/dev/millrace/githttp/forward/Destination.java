package dev.millrace.githttp.forward;

import java.net.URI;
import java.util.Optional;
import java.util.UUID;

/**
 * The upstream to which pushes to a mirror are forwarded.
 *
 * @param repositoryId of the mirror
 * @param name for people: {@code gitlab.com/group/project}
 * @param address of the upstream, without credentials
 * @param provider kind of the forge, as the API names it
 * @param installationId installation whose tokens authenticate; empty to use the credential that the team stored
 */
public record Destination(
        UUID repositoryId, String name, URI address, String provider, Optional<String> installationId) {}
