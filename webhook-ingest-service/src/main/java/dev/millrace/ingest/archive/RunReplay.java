package dev.millrace.ingest.archive;

import dev.millrace.ingest.archive.Replay.Progress;
import dev.millrace.ingest.page.PagePosition;
import dev.millrace.ingest.reconciliation.ReportedRefs;
import dev.millrace.ingest.reconciliation.ReportedRefs.Report;
import dev.millrace.ingest.reconciliation.ReportedRefs.Settled;
import dev.millrace.ingest.relay.DeliveryRecords;
import dev.millrace.ingest.relay.DeliveryRecords.Records;
import dev.millrace.ingest.relay.Generation;
import dev.millrace.ingest.relay.KafkaPublisher;
import dev.millrace.ingest.relay.PublishOutcome;
import dev.millrace.ingest.relay.PublishOutcome.Refused;
import dev.millrace.ingest.relay.PublishOutcome.Unsent;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/**
 * Publishes one page of the oldest replay and records it. One instance at a time does so, for the length of the transaction;
 * after a crash between sending and recording, the page is sent again with the same ids. The row of the replay is not locked
 * while Kafka is waited for, so that it can be cancelled.
 */
final class RunReplay {

    private static final Logger LOG = Logger.getLogger(RunReplay.class);
    private static final long BYTES = 4 * 1024 * 1024;

    private final Database database;
    private final ReplayStore store;
    private final DeliveryRecords records;
    private final ReportedRefs reports;
    private final KafkaPublisher publisher;
    private final ReplayMeters meters;
    private final Clock clock;
    private final int rate;

    /** @param rate deliveries in a second; 1 to 500 */
    RunReplay(
            Database database,
            ReplayStore store,
            DeliveryRecords records,
            ReportedRefs reports,
            KafkaPublisher publisher,
            ReplayMeters meters,
            Clock clock,
            int rate) {
        if (rate < 1 || rate > 500) {
            throw new IllegalArgumentException("millrace.ingest.replay.rate is %d, not 1 to 500".formatted(rate));
        }
        this.database = database;
        this.store = store;
        this.records = records;
        this.reports = reports;
        this.publisher = publisher;
        this.meters = meters;
        this.clock = clock;
        this.rate = rate;
    }

    /** How a pass ended, which determines when the next one is due. */
    sealed interface Pass {
        /** no replay waits, or another instance works on it */
        record Idle() implements Pass {}

        /** the next page is due after this time; 0 or more */
        record Due(Duration in) implements Pass {}

        /** Kafka did not accept everything */
        record Stuck() implements Pass {}
    }

    /** One pass. An interrupt aborts it without recording anything. */
    Pass run() {
        return database.inTransaction(tx -> {
            if (!store.own(tx)) {
                return new Pass.Idle();
            }
            return store.next(tx).map(replay -> run(tx, replay)).orElseGet(Pass.Idle::new);
        });
    }

    private Pass run(Transaction tx, Replay replay) {
        Duration wait = Duration.between(clock.instant(), replay.nextPageAt());
        if (wait.isPositive()) {
            return new Pass.Due(wait);
        }
        List<SelectedDelivery> page = store.page(tx, replay, rate, BYTES);
        if (page.isEmpty()) {
            finish(tx, replay);
            return new Pass.Due(Duration.ZERO);
        }
        return publish(tx, replay, page);
    }

    private void finish(Transaction tx, Replay replay) {
        if (store.finish(tx, replay.id(), clock.instant())) {
            LOG.infof(
                    "replay=%d done replayed=%d unusable=%d gone=%d",
                    replay.id(),
                    replay.progress().replayed(),
                    replay.progress().unusable(),
                    replay.progress().gone());
        }
    }

    private Pass publish(Transaction tx, Replay replay, List<SelectedDelivery> page) {
        var generation = new Generation(replay.id(), replay.forced());
        List<SelectedDelivery> stored =
                page.stream().filter(selected -> selected.content().isPresent()).toList();
        List<Records> first = records(stored, generation, Map.of());
        // poison is published for the first time, so its changes may have been reconciled
        Settled before = reports.settleAsBefore(tx, pushes(stored, first, true));
        List<Report> unpublished = pushes(stored, first, false);
        reports.lock(tx, unpublished);
        Settled now = reports.settle(tx, unpublished);
        Map<UUID, UUID> late = new HashMap<>(before.late());
        late.putAll(now.late());
        List<Records> batch = late.isEmpty() ? first : records(stored, generation, late);
        List<PublishOutcome> outcomes = publish(tx, batch);
        var done = new Done(replay.progress());
        int sent = 0;
        Optional<String> failure = Optional.empty();
        for (SelectedDelivery selected : page) {
            if (selected.content().isEmpty()) {
                done.gone(selected.position());
                continue;
            }
            PublishOutcome outcome = outcomes.get(sent);
            if (outcome instanceof Unsent(String reason)) {
                failure = Optional.of(reason);
                break; // what was sent after it is sent again, with the same ids
            }
            done.published(selected.position(), batch.get(sent), outcome);
            sent++;
        }
        done.save(tx, replay);
        reports.save(tx, now, done.understood);
        failure.ifPresent(
                reason -> LOG.warnf("replay=%d: not everything was sent, again soon: %s", replay.id(), reason));
        return failure.isPresent() ? new Pass.Stuck() : new Pass.Due(Duration.ZERO);
    }

    private List<Records> records(List<SelectedDelivery> stored, Generation generation, Map<UUID, UUID> late) {
        return stored.stream()
                .flatMap(selected -> selected.content().stream())
                .map(delivery -> records.of(delivery, generation, late))
                .toList();
    }

    private static List<Report> pushes(List<SelectedDelivery> stored, List<Records> batch, boolean published) {
        return IntStream.range(0, batch.size())
                .filter(i -> stored.get(i).wasPublished() == published)
                .boxed()
                .flatMap(i -> batch.get(i).pushes().stream())
                .toList();
    }

    private List<PublishOutcome> publish(Transaction tx, List<Records> batch) {
        try {
            return publisher.publish(batch, tx::keepAlive);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while publishing; the page will be sent again", e);
        }
    }

    /** What a page adds to a replay's progress. */
    private final class Done {

        private final List<Long> goneIds;
        private final List<Long> understood = new ArrayList<>();
        private final List<String> outcomes = new ArrayList<>();
        private final Progress before;
        private long replayed;
        private long unusable;
        private long gone;
        private Optional<PagePosition> position = Optional.empty();

        Done(Progress before) {
            this.before = before;
            this.goneIds = new ArrayList<>(before.goneIds());
        }

        void gone(PagePosition at) {
            gone++;
            outcomes.add(ReplayMeters.GONE);
            if (goneIds.size() < Progress.MOST_GONE_IDS) {
                goneIds.add(at.id());
            }
            position = Optional.of(at);
        }

        void published(PagePosition at, Records delivery, PublishOutcome outcome) {
            boolean refused = outcome instanceof Refused;
            outcomes.add(refused ? ReplayMeters.REFUSED : delivery.label());
            if (refused || delivery.poison().isPresent()) {
                unusable++;
            } else {
                replayed++;
                understood.add(delivery.id());
            }
            position = Optional.of(at);
        }

        void save(Transaction tx, Replay replay) {
            if (position.isEmpty()) {
                return;
            }
            Instant now = clock.instant();
            store.saveUnderstood(tx, understood);
            store.savePage(
                    tx,
                    replay.id(),
                    new Progress(
                            before.selected(),
                            before.replayed() + replayed,
                            before.unusable() + unusable,
                            before.gone() + gone,
                            goneIds,
                            position),
                    now,
                    now.plusMillis(outcomes.size() * 1_000L / rate));
            outcomes.forEach(meters::count);
        }
    }
}
