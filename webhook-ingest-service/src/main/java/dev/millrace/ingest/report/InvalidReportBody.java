package dev.millrace.ingest.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.millrace.kit.error.ProblemBody;
import java.util.List;

/**
 * The response to a body that is no report.
 *
 * @param problem as in every error response
 * @param errors one for each field in error
 */
record InvalidReportBody(@JsonUnwrapped ProblemBody problem, List<FieldError> errors) {}
