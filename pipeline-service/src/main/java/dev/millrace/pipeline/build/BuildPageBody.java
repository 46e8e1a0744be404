package dev.millrace.pipeline.build;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;

/**
 * A page of builds, newest first.
 *
 * @param next cursor of the next page; absent on the last
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record BuildPageBody(List<BuildBody> builds, Optional<String> next) {}
