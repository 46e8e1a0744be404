package dev.millrace.forge;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * A check run to create.
 *
 * @param name what people see and required checks match
 * @param headSha commit, 40 hex digits
 * @param externalId our reference, by which the run is found again after a lost response
 * @param detailsUrl absolute address of our page about it
 * @param state how far it is
 * @param output what its page shows
 * @param actions buttons, at most three
 */
public record NewCheckRun(
        String name,
        String headSha,
        String externalId,
        Optional<URI> detailsUrl,
        CheckRunState state,
        Optional<CheckRunOutput> output,
        List<CheckRunAction> actions) {

    public NewCheckRun {
        actions = List.copyOf(actions);
    }

    /** One without buttons. */
    public NewCheckRun(
            String name,
            String headSha,
            String externalId,
            Optional<URI> detailsUrl,
            CheckRunState state,
            Optional<CheckRunOutput> output) {
        this(name, headSha, externalId, detailsUrl, state, output, List.of());
    }
}
