package dev.millrace.githttp.lfs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/** The body of every error response of the LFS API. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record LfsErrorBody(
        String message,
        @JsonProperty("request_id") @Nullable String requestId) {}
