package dev.millrace.pipeline.registry;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;

/**
 * A page of workflows, by name.
 *
 * @param next cursor of the next page; absent on the last
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record WorkflowPageBody(List<WorkflowBody> workflows, Optional<String> next) {}
