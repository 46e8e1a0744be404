package dev.millrace.ingest.report;

import java.util.List;

/** What a body is. */
sealed interface ReportReading {

    /** A report. */
    record Readable(Report report) implements ReportReading {}

    /** None, for these reasons; at least one. */
    record Invalid(List<FieldError> errors) implements ReportReading {
        public Invalid {
            errors = List.copyOf(errors);
        }
    }
}
