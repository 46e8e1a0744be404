package dev.millrace.webhook.cdevents;

import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.events.forge.RepositoryUpdated;
import java.net.URI;
import java.net.URISyntaxException;

/** What happens to a repository itself. */
final class ProjectRepositories {

    private ProjectRepositories() {}

    static Projection updated(RepositoryUpdated updated) {
        CdEventType type = switch (updated.action()) {
            case CREATED -> CdEventType.REPOSITORY_CREATED;
            case DELETED -> CdEventType.REPOSITORY_DELETED;
            case RENAMED, TRANSFERRED, ARCHIVED, UNARCHIVED, PRIVATIZED, PUBLICIZED, EDITED ->
                CdEventType.REPOSITORY_MODIFIED;
        };
        return ForgeFacts.projected(
                updated,
                updated.repository(),
                type,
                updated.repository().id(),
                content(updated.repository()),
                ForgeFacts.by(updated.actor())
                        .with("action", updated.action().name())
                        .with("previousFullName", updated.previousFullName()));
    }

    private static Fields content(ForgeRepository repository) {
        String fullName = repository.fullName();
        int slash = fullName.lastIndexOf('/');
        return Fields.of("name", fullName.substring(slash + 1))
                .with("owner", fullName.substring(0, Math.max(slash, 0)))
                .with("uri", address(repository));
    }

    /** The clone address; for one that is no URI, the identifier of the repository, since a creation must have one. */
    private static String address(ForgeRepository repository) {
        try {
            URI address = new URI(repository.cloneUrl());
            return address.isAbsolute()
                    ? address.toString()
                    : ForgeFacts.source(repository).toString();
        } catch (URISyntaxException e) {
            return ForgeFacts.source(repository).toString();
        }
    }
}
