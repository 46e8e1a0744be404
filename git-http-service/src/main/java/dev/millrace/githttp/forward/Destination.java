package dev.millrace.githttp.forward;

import java.net.URI;
import java.util.Optional;
import java.util.UUID;

/**
 * Where pushes to a mirror go.
 *
 * @param repositoryId of the mirror
 * @param name for people: {@code gitlab.com/group/project}
 * @param address of the upstream, without credentials
 * @param provider kind of the forge, as the API words it
 * @param installationId by whose tokens to log in; empty to log in with what the team stored
 */
public record Destination(
        UUID repositoryId, String name, URI address, String provider, Optional<String> installationId) {}
