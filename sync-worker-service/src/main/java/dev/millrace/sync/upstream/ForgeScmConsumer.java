package dev.millrace.sync.upstream;

import dev.millrace.events.Event;
import dev.millrace.events.forge.ChangeUpdated;
import dev.millrace.events.forge.DeploymentStatusChanged;
import dev.millrace.events.forge.EventReport;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.events.forge.RefAnnounced;
import dev.millrace.events.forge.RefPushed;
import dev.millrace.events.forge.RepositoryUpdated;
import dev.millrace.kit.consume.EventIntake.EventEffect;
import dev.millrace.kit.consume.OrderedIntake;
import dev.millrace.kit.consume.Replay;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.identity.record.SignedRecords;
import dev.millrace.sync.queue.SyncRequest;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * Consumes {@code forge.scm}. What events report about refs is only a hint: the upstream itself is read. The name, the address and
 * the end of a repository are taken from its last event, so the events of a repository apply in their order.
 */
@ApplicationScoped
class ForgeScmConsumer {

    private static final Set<ChangeUpdated.Action> NEED_HEAD =
            Set.of(ChangeUpdated.Action.OPENED, ChangeUpdated.Action.SYNCHRONIZED, ChangeUpdated.Action.REOPENED);

    private final OrderedIntake intake;
    private final FollowUpstream followUpstream;

    ForgeScmConsumer(OrderedIntake intake, FollowUpstream followUpstream) {
        this.intake = intake;
        this.followUpstream = followUpstream;
    }

    @Incoming("forge-scm")
    @Blocking
    void on(ConsumerRecord<String, byte[]> record) {
        intake.take(record, this::effect);
    }

    private EventEffect effect(ConsumerRecord<String, byte[]> record) {
        EventScope scope = EventScope.of(SignedRecords.headers(record));
        return (tx, event) -> {
            if (EventReport.of(event).isPresent()) {
                return; // of no forge, so there is nothing to fetch
            }
            if (event instanceof RefPushed pushed && pushed.reconciled()) {
                return; // it reports what a sync found
            }
            if (scope.team().isPresent()) {
                applyForTeam(tx, event, scope.team().get(), scope);
            } else if (Replay.onlyRepairs(record)) {
                repair(tx, event);
            } else {
                apply(tx, event);
            }
        };
    }

    /** An event that may be older than what is known: the mirrors of its repository are synced, and nothing else changes. */
    private void repair(Transaction tx, Event event) {
        switch (event) {
            case RefPushed pushed -> repair(tx, pushed.repository());
            case RefAnnounced announced -> repair(tx, announced.repository());
            case ChangeUpdated change -> repair(tx, change.repository());
            case RepositoryUpdated updated -> repair(tx, updated.repository());
            default -> {
                // moves no refs
            }
        }
    }

    private void repair(Transaction tx, ForgeRepository repository) {
        followUpstream.syncKnown(tx, repository, new SyncRequest("replay of a delivery"));
    }

    /** Reported by a forge that the team itself connected: mirrors of other teams are not concerned. */
    private void applyForTeam(Transaction tx, Event event, String team, EventScope scope) {
        switch (event) {
            case RefPushed pushed ->
                followUpstream.seenByTeam(tx, team, pushed.repository(), new SyncRequest("push to " + pushed.ref()));
            case RefAnnounced announced ->
                followUpstream.seenByTeam(tx, team, announced.repository(), request(announced));
            case ChangeUpdated change
            when change.action().affectsCode() ->
                followUpstream.seenByTeam(
                        tx, team, change.repository(), request(change, scope.headOf(change.number())));
            default -> {
                // what happens to the repository itself concerns only mirrors of installations
            }
        }
    }

    private void apply(Transaction tx, Event event) {
        switch (event) {
            case RefPushed pushed ->
                followUpstream.seen(
                        tx, pushed.repository(), pushed.installationId(), new SyncRequest("push to " + pushed.ref()));
            case RefAnnounced announced ->
                followUpstream.seen(tx, announced.repository(), announced.installationId(), request(announced));
            case ChangeUpdated change
            when !change.action().affectsCode() ->
                followUpstream.mentioned(tx, change.repository(), change.installationId());
            case ChangeUpdated change ->
                followUpstream.seen(
                        tx,
                        change.repository(),
                        change.installationId(),
                        request(change, Optional.of("refs/pull/" + change.number() + "/head")));
            case RepositoryUpdated updated
            when updated.action() == RepositoryUpdated.Action.DELETED ->
                followUpstream.deleted(tx, updated.repository());
            case RepositoryUpdated updated ->
                followUpstream.seen(
                        tx, updated.repository(), updated.installationId(), new SyncRequest("repository updated"));
            case DeploymentStatusChanged status ->
                followUpstream.mentioned(tx, status.repository(), status.installationId());
            default -> {
                // actions that may be added later
            }
        }
    }

    private static SyncRequest request(RefAnnounced announced) {
        return new SyncRequest(announced.ref() + (announced.created() ? " created" : " deleted"));
    }

    /** The head of a change from a fork is on no branch of the upstream; pipelines need it as long as the change is open. */
    private static SyncRequest request(ChangeUpdated change, Optional<String> head) {
        boolean needsHead = change.fromFork() && NEED_HEAD.contains(change.action());
        return new SyncRequest("change " + change.number(), head.filter(ref -> needsHead), Optional.empty());
    }
}
