package dev.millrace.pipeline.registry;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;

/**
 * A page of versions, newest first.
 *
 * @param next cursor of the next page; absent on the last
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record VersionPageBody(List<VersionBody> versions, Optional<String> next) {}
