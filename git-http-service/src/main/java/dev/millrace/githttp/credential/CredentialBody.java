package dev.millrace.githttp.credential;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.millrace.git.upstream.StoredCredential;

/**
 * Confirms that a credential is stored.
 *
 * @param id {@code ggc_...}
 * @param createdAt when it was first stored, RFC 3339, UTC
 */
@JsonNaming(SnakeCaseStrategy.class)
record CredentialBody(String id, String createdAt) {

    static CredentialBody of(StoredCredential credential) {
        return new CredentialBody(credential.id(), credential.createdAt().toString());
    }
}
