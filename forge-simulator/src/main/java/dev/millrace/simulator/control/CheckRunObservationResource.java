package dev.millrace.simulator.control;

import dev.millrace.simulator.checks.CheckRun;
import dev.millrace.simulator.checks.CheckRuns;
import dev.millrace.simulator.hosting.HostedRepository;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /_sim/repositories/<owner>/<name>/check-runs}: check runs with their history. */
@Path("/_sim/repositories/{owner}/{name}/check-runs")
@Produces(MediaType.APPLICATION_JSON)
class CheckRunObservationResource {

    /**
     * A state of a check run from a point in time on.
     *
     * @param at ISO 8601, when the forge accepted it
     */
    record CheckStateBody(
            String at,
            String status,
            Optional<String> conclusion,
            Optional<String> title,
            Optional<String> summary,
            Optional<String> text,
            int annotationsCount) {

        static CheckStateBody of(CheckRun run) {
            return new CheckStateBody(
                    run.changedAt().toString(),
                    run.status(),
                    run.conclusion(),
                    run.title(),
                    run.summary(),
                    run.text(),
                    run.annotationsCount());
        }
    }

    /**
     * A check run and its history.
     *
     * @param history oldest first; the first is its creation
     */
    record CheckRunBody(
            long id,
            String name,
            String headSha,
            Optional<String> externalId,
            Optional<String> detailsUrl,
            String status,
            Optional<String> conclusion,
            List<CheckStateBody> history) {

        static CheckRunBody of(CheckRun run, List<CheckRun> history) {
            return new CheckRunBody(
                    run.id(),
                    run.name(),
                    run.headSha(),
                    run.externalId(),
                    run.detailsUrl(),
                    run.status(),
                    run.conclusion(),
                    history.stream().map(CheckStateBody::of).toList());
        }
    }

    private final CheckRuns checkRuns;
    private final Actors actors;

    CheckRunObservationResource(CheckRuns checkRuns, Actors actors) {
        this.checkRuns = checkRuns;
        this.actors = actors;
    }

    /** The check runs of a commit, or of the whole repository, newest first. */
    @GET
    public List<CheckRunBody> checkRuns(
            @PathParam("owner") String owner, @PathParam("name") String name, @QueryParam("sha") @Nullable String sha) {
        HostedRepository repository = actors.repository(owner, name);
        List<CheckRun> runs = sha == null ? checkRuns.of(repository) : checkRuns.of(repository, sha);
        return runs.stream()
                .map(run -> CheckRunBody.of(run, checkRuns.history(run)))
                .toList();
    }
}
