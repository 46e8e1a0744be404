package dev.millrace.gateway.manifest;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * An App to register.
 *
 * @param instance host of the GitHub; github.com by default
 * @param apiUrl root of its REST API; where it usually is by default
 * @param webUrl its web address; {@code https://} and the host by default
 * @param organization login of the organization that will own it; the administrator's own account by default
 * @param name proposed name, at most 34 characters; one with the host of the platform by default
 * @param team slug of the only team that will use it; all teams by default
 * @param isPublic whether it can be installed in accounts other than the owner's; true by default
 * @param workflows whether it may push changes of workflows of GitHub Actions; false by default
 */
record ManifestBody(
        @Nullable String instance,
        @Nullable String apiUrl,
        @Nullable String webUrl,
        @Nullable String organization,
        @Nullable String name,
        @Nullable String team,
        @JsonProperty("public") @Nullable Boolean isPublic,
        @Nullable Boolean workflows) {}
