package dev.millrace.git.catalog;

import java.time.Instant;
import java.util.UUID;

/**
 * A position in a team's repositories, newest first.
 *
 * @param createdAt when the last repository of the previous page was created
 * @param id its id
 */
public record CatalogPosition(Instant createdAt, UUID id) {

    /** Directly after a repository. */
    public static CatalogPosition after(StoredRepository repository) {
        return new CatalogPosition(repository.createdAt(), repository.id());
    }
}
