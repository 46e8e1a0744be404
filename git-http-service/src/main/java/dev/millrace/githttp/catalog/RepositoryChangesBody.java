package dev.millrace.githttp.catalog;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import org.jspecify.annotations.Nullable;

/**
 * Changes of a repository.
 *
 * @param defaultBranch short name of the branch that HEAD is to point to
 * @param archive whether the mirror keeps what its upstream forces away or deletes; JSON's null to do as the team has chosen
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonNaming(SnakeCaseStrategy.class)
record RepositoryChangesBody(
        @Nullable String defaultBranch, @Nullable JsonNode archive) {}
