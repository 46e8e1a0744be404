package dev.millrace.ingest.report;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a program of a team reported, in one spelling. Texts are not empty.
 *
 * @param team slug in {@code team_id}
 * @param kind of event
 * @param event {@code deployment}, {@code change}, or any other name as given
 * @param action what happened, for example {@code success}; synonyms are replaced, others are as given
 * @param repository as given: a whole name or the end of one
 * @param branch short name
 * @param commit 40 or 64 hex digits in lower case for a deployment or change, else as given
 * @param environment as given
 * @param image name or id of an OCI image
 * @param user login of who did it, at the forge that the caller's CI belongs to
 * @param deploymentId what joins the reports of one deployment, as given
 * @param change what only changes have; all of it is empty for other kinds
 */
record Report(
        String team,
        Kind kind,
        String event,
        String action,
        Optional<String> repository,
        Optional<String> branch,
        Optional<String> commit,
        Optional<String> environment,
        Optional<String> image,
        Optional<String> user,
        Optional<String> deploymentId,
        Change change) {

    /** Kind of event. */
    enum Kind {
        DEPLOYMENT,
        CHANGE,
        /** stored and published as it is, and nothing more */
        CUSTOM
    }

    /**
     * A change (pull or merge request).
     *
     * @param author login of who opened it
     * @param base short name of the branch that it is merged into
     * @param target short name of its own branch, where there is no {@code branch}
     * @param number 1 or more
     * @param title as written
     * @param labels names
     * @param createdAt when it was opened
     */
    record Change(
            Optional<String> author,
            Optional<String> base,
            Optional<String> target,
            Optional<Long> number,
            Optional<String> title,
            List<String> labels,
            Optional<Instant> createdAt) {

        static final Change NONE = new Change(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty());

        Change {
            labels = List.copyOf(labels);
        }
    }
}
