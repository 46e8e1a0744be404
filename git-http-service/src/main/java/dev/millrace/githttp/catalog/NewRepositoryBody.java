package dev.millrace.githttp.catalog;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A wish for a repository.
 *
 * @param name for tokens of the whole team; a token for one repository names it itself
 * @param defaultBranch short name; {@code main} if absent
 * @param baseRepo what it shall be a mirror or fork of; not offered yet, so only whether it is there matters
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record NewRepositoryBody(
        @JsonProperty("name") @Nullable String name,
        @JsonProperty("default_branch") @Nullable String defaultBranch,
        @JsonProperty("base_repo") @Nullable JsonNode baseRepo) {}
