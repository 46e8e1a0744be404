package dev.millrace.ingest.archive;

import dev.millrace.ingest.archive.ReplayOutcome.NotOfADelivery;
import dev.millrace.ingest.archive.ReplayOutcome.NothingSelected;
import dev.millrace.ingest.archive.ReplayOutcome.Requested;
import dev.millrace.ingest.archive.ReplayOutcome.Unknown;
import dev.millrace.ingest.audit.AuditedActions;
import dev.millrace.ingest.deadletter.DeadLetters;
import dev.millrace.ingest.deadletter.Occurrence;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.identity.administrator.ActingAdministrator;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jboss.logging.Logger;

/** Records a request for a replay; {@link RunReplay} works it off. */
@ApplicationScoped
class RequestReplay {

    private static final Logger LOG = Logger.getLogger(RequestReplay.class);

    private final Database database;
    private final ArchiveStore archive;
    private final ReplayStore replays;
    private final DeadLetters deadLetters;
    private final AuditedActions audited;
    private final Clock clock;

    RequestReplay(
            Database database,
            ArchiveStore archive,
            ReplayStore replays,
            DeadLetters deadLetters,
            AuditedActions audited,
            Clock clock) {
        this.database = database;
        this.archive = archive;
        this.replays = replays;
        this.deadLetters = deadLetters;
        this.audited = audited;
        this.clock = clock;
    }

    /**
     * What is to be replayed: either a list of things that identify deliveries, or everything that matches.
     *
     * @param deliveries ids; of several hooks that reported one occurrence, the delivery that was published is taken
     * @param guids of the forge, at any forge or at the one of the filter
     * @param deadLetters ids of dead letters that were made from deliveries
     * @param filter if the lists are empty
     */
    record Request(
            List<Long> deliveries, List<String> guids, List<Long> deadLetters, DeliveryFilter filter, boolean forced) {

        Request {
            deliveries = List.copyOf(deliveries);
            guids = List.copyOf(guids);
            deadLetters = List.copyOf(deadLetters);
        }

        int listed() {
            return deliveries.size() + guids.size() + deadLetters.size();
        }
    }

    ReplayOutcome handle(ActingAdministrator administrator, Request request) {
        ReplayOutcome outcome = database.inTransaction(tx -> {
            ReplayOutcome decided = decide(tx, request);
            if (decided instanceof Requested(Replay replay)) {
                audit(tx, administrator, "replay.requested", replay);
            }
            return decided;
        });
        if (outcome instanceof Requested(Replay replay)) {
            LOG.infof(
                    "replay=%d requested deliveries=%d forced=%s",
                    replay.id(), replay.progress().selected(), replay.forced());
        }
        return outcome;
    }

    /** Ends a replay after the page under way; false if it is not there, or has ended. */
    boolean cancel(ActingAdministrator administrator, long id) {
        return database.inTransaction(tx -> {
            boolean cancelled = replays.cancel(tx, id, clock.instant());
            if (cancelled) {
                audit(
                        tx,
                        administrator,
                        "replay.cancelled",
                        replays.find(tx, id).orElseThrow());
            }
            return cancelled;
        });
    }

    private void audit(Transaction tx, ActingAdministrator administrator, String action, Replay replay) {
        String what = "%d deliveries, forced=%s".formatted(replay.progress().selected(), replay.forced());
        audited.add(tx, administrator, action, Long.toString(replay.id()), Optional.empty(), Optional.of(what));
    }

    private ReplayOutcome decide(Transaction tx, Request request) {
        Instant now = clock.instant();
        if (request.listed() > 0) {
            return listed(tx, request, now);
        }
        Instant until = request.filter().to().filter(to -> to.isBefore(now)).orElse(now);
        return add(tx, new Selection(Optional.empty(), request.filter(), until), request.forced(), now);
    }

    private ReplayOutcome listed(Transaction tx, Request request, Instant now) {
        var ids = new TreeSet<Long>();
        Map<Long, Long> published = archive.findPublished(tx, request.deliveries());
        for (long delivery : request.deliveries()) {
            if (!published.containsKey(delivery)) {
                return new Unknown("delivery " + delivery);
            }
        }
        ids.addAll(published.values());
        for (String guid : request.guids()) {
            List<Long> found = archive.findByGuid(tx, guid, request.filter().host());
            if (found.isEmpty()) {
                return new Unknown("a delivery with the GUID " + guid);
            }
            ids.addAll(found);
        }
        for (long deadLetter : request.deadLetters()) {
            if (!deadLetters.exists(tx, deadLetter)) {
                return new Unknown("dead letter " + deadLetter);
            }
            Optional<Occurrence> occurrence = deadLetters.findOccurrence(tx, deadLetter);
            if (occurrence.isEmpty()) {
                return new NotOfADelivery(deadLetter);
            }
            List<Long> found = archive.findByGuid(
                    tx, occurrence.get().guid(), Optional.of(occurrence.get().host()));
            if (found.isEmpty()) {
                return new Unknown("the delivery of dead letter " + deadLetter);
            }
            ids.addAll(found);
        }
        var selection = new Selection(Optional.of(List.copyOf(ids)), request.filter(), now);
        return add(tx, selection, request.forced(), now);
    }

    private ReplayOutcome add(Transaction tx, Selection selection, boolean forced, Instant now) {
        long selected = replays.count(tx, selection);
        return selected == 0 ? new NothingSelected() : new Requested(replays.add(tx, selection, forced, selected, now));
    }
}
