package dev.millrace.pipeline.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Optional;

/**
 * A secret, without its value, which is not shown.
 *
 * @param updatedBy absent if it was set in Vault
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record SecretBody(String key, Instant updatedAt, Optional<String> updatedBy) {}
