package dev.millrace.simulator.control;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.simulator.checks.CheckRun;
import dev.millrace.simulator.checks.CheckRuns;
import dev.millrace.simulator.hooks.Deliveries;
import dev.millrace.simulator.hooks.Delivery;
import dev.millrace.simulator.hosting.HostedRepository;
import dev.millrace.simulator.rest.GitHubFailure;
import dev.millrace.simulator.rest.Json;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the forge has seen: deliveries with their outcome, check runs with their history. */
@Path("/_sim")
@Produces(MediaType.APPLICATION_JSON)
class ObservationResource {

    /**
     * A delivery.
     *
     * @param outcome    {@code pending}, {@code delivered} or {@code failed}
     * @param statusCode of the answer; 0 if there was none
     * @param durationMs milliseconds from connecting to the answer
     */
    record DeliveryBody(
            long id,
            String guid,
            String event,
            Optional<String> action,
            Optional<Long> installationId,
            Optional<Long> repositoryId,
            boolean redelivery,
            String queuedAt,
            String outcome,
            Optional<String> deliveredAt,
            Optional<Integer> statusCode,
            Optional<Long> durationMs) {

        static DeliveryBody of(Delivery delivery) {
            Optional<Delivery.Attempt> attempt = delivery.attempt();
            return new DeliveryBody(
                    delivery.id(),
                    delivery.guid().toString(),
                    delivery.event(),
                    delivery.action(),
                    delivery.installationId(),
                    delivery.repositoryId(),
                    delivery.redelivery(),
                    delivery.queuedAt().toString(),
                    attempt.map(done -> done.isSuccess() ? "delivered" : "failed")
                            .orElse("pending"),
                    attempt.map(done -> done.deliveredAt().toString()),
                    attempt.map(Delivery.Attempt::statusCode),
                    attempt.map(done -> done.duration().toMillis()));
        }
    }

    /**
     * A check run as it was from some time on.
     *
     * @param at ISO 8601, when the forge took it
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
     * A check run and everything it ever was.
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

    private final Deliveries deliveries;
    private final CheckRuns checkRuns;
    private final Actors actors;

    ObservationResource(Deliveries deliveries, CheckRuns checkRuns, Actors actors) {
        this.deliveries = deliveries;
        this.checkRuns = checkRuns;
        this.actors = actors;
    }

    /** All deliveries, newest first, of one event if named. */
    @GET
    @Path("/deliveries")
    public List<DeliveryBody> deliveries(@QueryParam("event") @Nullable String event) {
        return deliveries.list().stream()
                .filter(delivery -> event == null || event.equals(delivery.event()))
                .map(DeliveryBody::of)
                .toList();
    }

    /** The payload of a delivery, as it was signed. */
    @GET
    @Path("/deliveries/{id}/payload")
    public JsonNode payload(@PathParam("id") long id) {
        return deliveries
                .find(id)
                .map(delivery -> Json.parseObject(delivery.payload().bytes()))
                .orElseThrow(GitHubFailure::notFound);
    }

    /** The check runs of a commit, or of the whole repository, newest first. */
    @GET
    @Path("/repositories/{owner}/{name}/check-runs")
    public List<CheckRunBody> checkRuns(
            @PathParam("owner") String owner, @PathParam("name") String name, @QueryParam("sha") @Nullable String sha) {
        HostedRepository repository = actors.repository(owner, name);
        List<CheckRun> runs = sha == null ? checkRuns.of(repository) : checkRuns.of(repository, sha);
        return runs.stream()
                .map(run -> CheckRunBody.of(run, checkRuns.history(run)))
                .toList();
    }
}
