package dev.millrace.githttp.catalog;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * Confirms an operation on a repository.
 *
 * @param repoId our id
 * @param repoName its name
 * @param message for people
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record MessageBody(String repoId, String repoName, String message) {}
