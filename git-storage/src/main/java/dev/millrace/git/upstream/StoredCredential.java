package dev.millrace.git.upstream;

import java.time.Instant;
import java.util.UUID;

/**
 * That a credential is stored, without the credential itself.
 *
 * @param id {@code ggc_} and 32 hex digits
 * @param repositoryId for which repository
 * @param createdAt when it was first stored, by the storing service's clock
 */
public record StoredCredential(String id, UUID repositoryId, Instant createdAt) {}
