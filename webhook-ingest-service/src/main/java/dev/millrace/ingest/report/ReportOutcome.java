package dev.millrace.ingest.report;

import java.util.List;

/** What happened to a report. */
sealed interface ReportOutcome {

    /** Stored, and to be published. */
    record Written(WrittenEventBody event) implements ReportOutcome {}

    /** Stored before, under the same key: this is what was stored then. */
    record Repeated(WrittenEventBody event) implements ReportOutcome {}

    /** Not a report, for these reasons. */
    record Invalid(List<FieldError> errors) implements ReportOutcome {
        public Invalid {
            errors = List.copyOf(errors);
        }
    }

    /** {@code team_id} is not the team that the caller acts for. */
    record OtherTeam(String team) implements ReportOutcome {}

    /** The database does not answer: nothing is stored, and the caller should retry. */
    record StoreUnavailable() implements ReportOutcome {}
}
