package dev.millrace.githttp.catalog;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import org.jspecify.annotations.Nullable;

/**
 * A wish for a sync.
 *
 * @param ref what is waited for above all, a full ref name or a short one
 * @param after a commit that shall be there afterwards, 40 hex digits
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record PullBody(@Nullable String ref, @Nullable String after) {}
