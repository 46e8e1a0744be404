package dev.millrace.insights.backfill;

import dev.millrace.events.Event;
import dev.millrace.events.EventIds;
import dev.millrace.events.forge.Actor;
import dev.millrace.events.forge.ChangeUpdated;
import dev.millrace.events.forge.DeploymentStatusChanged;
import dev.millrace.events.forge.EventReport;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.insights.backfill.ImportLine.ChangeLine;
import dev.millrace.insights.backfill.ImportLine.DeploymentLine;
import dev.millrace.insights.backfill.ImportLine.IncidentLine;
import dev.millrace.insights.fact.IncidentFact;
import dev.millrace.insights.fact.KnownRepository;
import dev.millrace.insights.fact.RecordFacts;
import dev.millrace.insights.fact.RecordIncidents;
import dev.millrace.insights.person.RecordContributions;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Records one line of an import as the event that the Events API would have sent when it happened. Ids come from the content, so a line
 * that is imported again is the same event, and a deployment id joins what is imported with what was reported live.
 */
@Singleton
final class RecordLine {

    private static final Optional<String> MECHANISM = Optional.of("import");

    private final RecordFacts facts;
    private final RecordContributions contributions;
    private final RecordIncidents incidents;

    RecordLine(RecordFacts facts, RecordContributions contributions, RecordIncidents incidents) {
        this.facts = facts;
        this.contributions = contributions;
        this.incidents = incidents;
    }

    /** Records what the line states, about a repository of the team. */
    void record(Transaction tx, KnownRepository repository, ImportLine line) {
        switch (line) {
            case DeploymentLine deployment -> record(tx, event(repository, deployment));
            case ChangeLine change -> record(tx, event(repository, change));
            case IncidentLine incident ->
                incidents.save(
                        repository,
                        new IncidentFact(
                                incident.id(),
                                incident.title(),
                                incident.startedAt().truncatedTo(ChronoUnit.MICROS),
                                incident.resolvedAt().map(at -> at.truncatedTo(ChronoUnit.MICROS)),
                                incident.deploymentId()));
        }
    }

    /** As the consumer of {@code forge.scm} does. */
    private void record(Transaction tx, Event event) {
        facts.record(tx, event);
        contributions.record(tx, event);
    }

    static DeploymentStatusChanged event(KnownRepository repository, DeploymentLine line) {
        ForgeRepository named = named(repository);
        var eventId = EventIds.of("import", named.key(), line);
        // the id that the Events API gives it
        String id = line.deploymentId()
                .map(given -> EventIds.of("deployment", named.key(), line.environment(), given)
                        .toString())
                .orElse(eventId.toString());
        return new DeploymentStatusChanged(
                eventId,
                named,
                Optional.empty(),
                line.user().map(RecordLine::actor),
                id,
                id + "-" + line.action(),
                line.environment(),
                line.state(),
                Optional.empty(),
                line.ref(),
                line.sha(),
                line.createdAt(),
                Optional.of(new EventReport(repository.team(), MECHANISM, Optional.empty())),
                line.at());
    }

    static ChangeUpdated event(KnownRepository repository, ChangeLine line) {
        ForgeRepository named = named(repository);
        boolean merged = line.action() == ChangeUpdated.Action.MERGED;
        boolean closed = merged || line.action() == ChangeUpdated.Action.CLOSED;
        return new ChangeUpdated(
                EventIds.of("import", named.key(), line),
                named,
                Optional.empty(),
                Optional.empty(),
                line.action(),
                line.number(),
                line.title(),
                actor(line.author()),
                false,
                line.base(),
                Optional.empty(),
                line.head(),
                line.sha(),
                false,
                merged ? Optional.of(line.sha()) : Optional.empty(),
                line.createdAt(),
                merged ? Optional.of(line.at()) : Optional.empty(),
                closed ? Optional.of(line.at()) : Optional.empty(),
                List.of(),
                named.cloneUrl(),
                Optional.of(new EventReport(repository.team(), MECHANISM, Optional.empty())),
                line.at());
    }

    /** The address does not matter: the event is recorded and not published. */
    private static ForgeRepository named(KnownRepository repository) {
        return ForgeRepository.ofOurs(repository.id(), repository.name(), repository.name() + ".git");
    }

    private static Actor actor(String login) {
        return new Actor(login, login, login.endsWith("[bot]") ? Actor.Kind.BOT : Actor.Kind.USER);
    }
}
