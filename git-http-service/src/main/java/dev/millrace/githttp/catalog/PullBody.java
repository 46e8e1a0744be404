package dev.millrace.githttp.catalog;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import org.jspecify.annotations.Nullable;

/**
 * A request for a sync.
 *
 * @param ref the ref that the caller waits for, a full name or a short one
 * @param after a commit that must exist afterwards, 40 hex digits
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record PullBody(@Nullable String ref, @Nullable String after) {}
