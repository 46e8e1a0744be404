package dev.millrace.git.upstream;

import java.time.Instant;
import java.util.UUID;

/** A row of {@code git.git_credential}. */
final class CredentialRow {

    private final String id;
    private final UUID repositoryId;
    private final byte[] sealed;
    private final Instant createdAt;

    CredentialRow(String id, UUID repositoryId, byte[] sealed, Instant createdAt) {
        this.id = id;
        this.repositoryId = repositoryId;
        this.sealed = sealed.clone();
        this.createdAt = createdAt;
    }

    String id() {
        return id;
    }

    UUID repositoryId() {
        return repositoryId;
    }

    byte[] sealed() {
        return sealed.clone();
    }

    StoredCredential credential() {
        return new StoredCredential(id, repositoryId, createdAt);
    }

    /** What the secret is sealed for: it can be opened for this row only. */
    String context() {
        return context(id, repositoryId);
    }

    static String context(String id, UUID repositoryId) {
        return "git.git_credential/%s/%s".formatted(id, repositoryId);
    }
}
