package dev.millrace.githttp.catalog;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import org.jspecify.annotations.Nullable;

/**
 * What a new repository is to follow, copy or import.
 *
 * @param provider kind of the forge; {@code code} or {@code code.storage} for one of the team's own repositories
 * @param owner at the forge
 * @param name at the forge, or of the own repository
 * @param upstreamHost host of the forge, if it is not the provider's default
 * @param defaultBranch short name
 * @param operation {@code sync} if absent, {@code fork}, {@code snapshot} or {@code import}
 * @param url of an import, instead of provider, owner and name
 * @param ref of a fork or snapshot: where it starts
 * @param sha of a fork or snapshot: where it starts; takes precedence over {@code ref}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonNaming(SnakeCaseStrategy.class)
record BaseRepoBody(
        @Nullable String provider,
        @Nullable String owner,
        @Nullable String name,
        @Nullable String upstreamHost,
        @Nullable String defaultBranch,
        @Nullable String operation,
        @Nullable String url,
        @Nullable String ref,
        @Nullable String sha,
        @Nullable AuthBody auth) {

    /**
     * How to authenticate.
     *
     * @param authType {@code public} for a forge that is read without credentials, {@code credentials} for a stored
     *     credential, {@code github_app} for GitHub through our App; {@code jwt} for a fork
     * @param token of a fork: a JWT that may read the source; otherwise a token that replaces user name and password
     * @param username of a credential
     * @param password of a credential
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonNaming(SnakeCaseStrategy.class)
    record AuthBody(
            @Nullable String authType,
            @Nullable String token,
            @Nullable String username,
            @Nullable String password) {

        @Override
        public String toString() {
            return "AuthBody[authType=%s]".formatted(authType);
        }
    }
}
