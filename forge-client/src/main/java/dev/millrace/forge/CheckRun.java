package dev.millrace.forge;

import java.util.Optional;

/**
 * A check run as the forge reports it.
 *
 * @param id the forge's number
 * @param headSha commit, 40 hex digits
 * @param name what people see
 * @param externalId our reference
 * @param status as the forge spells it: {@code queued}, {@code in_progress}, {@code completed} or one that is reserved for
 *     Actions
 * @param conclusion as the forge spells it, once completed
 * @param repository the repository's current name, {@code owner/name}, if the call named it by an earlier one; the caller
 *     should use it from now on
 * @param annotationsCount how many annotations it has
 */
public record CheckRun(
        long id,
        String headSha,
        String name,
        Optional<String> externalId,
        String status,
        Optional<String> conclusion,
        Optional<String> repository,
        int annotationsCount) {

    /** One without annotations, of a repository that the call named by its current name. */
    public CheckRun(
            long id,
            String headSha,
            String name,
            Optional<String> externalId,
            String status,
            Optional<String> conclusion) {
        this(id, headSha, name, externalId, status, conclusion, Optional.empty(), 0);
    }

    CheckRun movedTo(Optional<String> currentName) {
        return new CheckRun(id, headSha, name, externalId, status, conclusion, currentName, annotationsCount);
    }
}
