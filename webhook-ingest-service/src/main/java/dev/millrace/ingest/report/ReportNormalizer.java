package dev.millrace.ingest.report;

import dev.millrace.events.Event;
import dev.millrace.events.EventIds;
import dev.millrace.events.forge.Actor;
import dev.millrace.events.forge.ChangeUpdated;
import dev.millrace.events.forge.DeploymentCreated;
import dev.millrace.events.forge.DeploymentStatusChanged;
import dev.millrace.events.forge.DeploymentStatusChanged.State;
import dev.millrace.events.forge.EventReport;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.ingest.forge.Delivered;
import dev.millrace.ingest.forge.Normalization;
import dev.millrace.ingest.forge.Normalization.Normalized;
import dev.millrace.ingest.forge.Normalization.NotNormalizable;
import dev.millrace.ingest.forge.Normalization.Unused;
import dev.millrace.ingest.forge.Normalizer;
import dev.millrace.ingest.report.ReportReading.Invalid;
import dev.millrace.ingest.report.ReportReading.Readable;
import dev.millrace.ingest.repository.TeamRepository;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * What a report means. Events are about the repository in Millrace that the report names, and state which team reported them; a
 * report about none yields no event.
 */
@Singleton
public final class ReportNormalizer implements Normalizer {

    /** Where a deployment goes that names no environment, as at GitHub. */
    private static final String USUAL_ENVIRONMENT = "production";

    private final URI gateway;

    /** @param gateway address of the gateway, at which repositories are cloned */
    ReportNormalizer(@ConfigProperty(name = "millrace.urls.gateway") URI gateway) {
        this.gateway = gateway;
    }

    @Override
    public boolean reads(Map<String, String> headers) {
        return ReportHeaders.areOfReport(headers);
    }

    @Override
    public Normalization normalize(Delivered delivered, byte[] json) {
        ReportHeaders headers = ReportHeaders.of(delivered.headers());
        return switch (ReadReport.read(json)) {
            case Invalid(List<FieldError> errors) ->
                new NotNormalizable("%s %s"
                        .formatted(errors.getFirst().field(), errors.getFirst().message()));
            case Readable(Report report) -> {
                List<Event> events = headers.repository()
                        .map(repository -> events(delivered, headers, report, repository))
                        .orElse(List.of());
                yield events.isEmpty() ? new Unused() : new Normalized(events);
            }
        };
    }

    private List<Event> events(Delivered delivered, ReportHeaders headers, Report report, TeamRepository repository) {
        ForgeRepository named = ForgeRepository.ofOurs(repository.id(), repository.name(), cloneUrl(repository.name()));
        var origin = new EventReport(headers.team(), headers.mechanism(), headers.actorForge());
        return switch (report.kind()) {
            case DEPLOYMENT -> deployment(delivered, named, origin, report);
            case CHANGE -> change(delivered, named, origin, report).stream().toList();
            case CUSTOM -> List.of();
        };
    }

    private String cloneUrl(String name) {
        return gateway.toString().replaceFirst("/+$", "") + "/" + name + ".git";
    }

    /**
     * Without an id that joins its reports, each report that a deployment ended is a deployment of its own, and those of earlier
     * states belong to none: they would remain unfinished.
     */
    private static List<Event> deployment(
            Delivered delivered, ForgeRepository repository, EventReport origin, Report report) {
        String environment = report.environment().orElse(USUAL_ENVIRONMENT);
        String id = report.deploymentId()
                .map(given -> EventIds.of("deployment", repository.key(), environment, given)
                        .toString())
                .orElse(delivered.guid());
        String ref = report.branch().orElseThrow();
        String sha = report.commit().orElseThrow();
        List<Event> events = new ArrayList<>();
        if (report.action().equals("started")) {
            events.add(new DeploymentCreated(
                    delivered.eventId(0),
                    repository,
                    Optional.empty(),
                    report.user().map(ReportNormalizer::actor),
                    id,
                    environment,
                    Optional.of("deploy"),
                    ref,
                    sha,
                    Optional.of(origin),
                    delivered.receivedAt()));
        }
        state(report)
                .ifPresent(state -> events.add(new DeploymentStatusChanged(
                        delivered.eventId(1),
                        repository,
                        Optional.empty(),
                        report.user().map(ReportNormalizer::actor),
                        id,
                        id + "-" + report.action(),
                        environment,
                        state,
                        Optional.empty(),
                        ref,
                        sha,
                        delivered.receivedAt(),
                        Optional.of(origin),
                        delivered.receivedAt())));
        return events;
    }

    private static Optional<State> state(Report report) {
        boolean joined = report.deploymentId().isPresent();
        return switch (report.action()) {
            case "success" -> Optional.of(State.SUCCESS);
            case "failure" -> Optional.of(State.FAILURE);
            case "started" -> Optional.of(State.PENDING).filter(state -> joined);
            case "progressing" -> Optional.of(State.IN_PROGRESS).filter(state -> joined);
            case "blocked" -> Optional.of(State.WAITING).filter(state -> joined);
            default -> Optional.empty();
        };
    }

    /** The event of a change that states enough: number, author, both branches and the commit. */
    private static Optional<Event> change(
            Delivered delivered, ForgeRepository repository, EventReport origin, Report report) {
        Report.Change change = report.change();
        Optional<ChangeUpdated.Action> action = action(report.action());
        Optional<String> author = change.author().or(report::user);
        Optional<String> head = report.branch().or(change::target);
        if (action.isEmpty()
                || author.isEmpty()
                || head.isEmpty()
                || change.base().isEmpty()
                || change.number().isEmpty()
                || report.commit().isEmpty()) {
            return Optional.empty();
        }
        boolean merged = action.get() == ChangeUpdated.Action.MERGED;
        boolean closed = merged || action.get() == ChangeUpdated.Action.CLOSED;
        return Optional.of(new ChangeUpdated(
                delivered.eventId(0),
                repository,
                Optional.empty(),
                report.user().map(ReportNormalizer::actor),
                action.get(),
                change.number().get(),
                change.title().orElse(""),
                actor(author.get()),
                false,
                change.base().get(),
                Optional.empty(),
                head.get(),
                report.commit().get(),
                false,
                merged ? report.commit() : Optional.empty(),
                change.createdAt().orElse(delivered.receivedAt()),
                merged ? Optional.of(delivered.receivedAt()) : Optional.empty(),
                closed ? Optional.of(delivered.receivedAt()) : Optional.empty(),
                change.labels(),
                repository.cloneUrl(),
                Optional.of(origin),
                delivered.receivedAt()));
    }

    private static Optional<ChangeUpdated.Action> action(String word) {
        return switch (word) {
            case "open" -> Optional.of(ChangeUpdated.Action.OPENED);
            case "review_request" -> Optional.of(ChangeUpdated.Action.REVIEW_REQUESTED);
            case "change" -> Optional.of(ChangeUpdated.Action.SYNCHRONIZED);
            case "merge" -> Optional.of(ChangeUpdated.Action.MERGED);
            case "close" -> Optional.of(ChangeUpdated.Action.CLOSED);
            case "reopen" -> Optional.of(ChangeUpdated.Action.REOPENED);
            default -> Optional.empty(); // change_requested is a review, of which a report states too little
        };
    }

    /** The caller knows an account by its login only. */
    private static Actor actor(String login) {
        return new Actor(login, login, login.endsWith("[bot]") ? Actor.Kind.BOT : Actor.Kind.USER);
    }
}
