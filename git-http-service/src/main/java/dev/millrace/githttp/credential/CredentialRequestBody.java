package dev.millrace.githttp.credential;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import org.jspecify.annotations.Nullable;

/**
 * A credential to store, replace or delete. Its text form shows no secret.
 *
 * @param repoId name or id of a repository, where neither the token nor the path names it
 * @param id of a credential, where the path does not contain it
 * @param username absent for providers that accept a token alone
 * @param password or token
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonNaming(SnakeCaseStrategy.class)
record CredentialRequestBody(
        @Nullable String repoId,
        @Nullable String id,
        @Nullable String username,
        @Nullable String password) {

    static final CredentialRequestBody EMPTY = new CredentialRequestBody(null, null, null, null);

    @Override
    public String toString() {
        return "CredentialRequestBody[repoId=%s, id=%s]".formatted(repoId, id);
    }
}
