package dev.millrace.githttp.catalog;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * A repository was created.
 *
 * @param repoId our id
 * @param repoName its name
 * @param message for people
 * @param httpUrl address to clone from, without credentials
 */
@JsonNaming(SnakeCaseStrategy.class)
record CreatedBody(String repoId, String repoName, String message, String httpUrl) {}
