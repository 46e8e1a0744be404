package dev.millrace.ingest.reconciliation;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toSet;

import dev.millrace.events.EventIds;
import dev.millrace.events.forge.RefPushed;
import dev.millrace.ingest.reconciliation.DescribeRepository.Described;
import dev.millrace.ingest.reconciliation.Explanation.Reported;
import dev.millrace.ingest.reconciliation.Explanation.Unreported;
import dev.millrace.ingest.reconciliation.MoveStore.State;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.outbox.Outbox;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Decides moves of one shard that are due, and those of the same refs that are explained: rows and events in one transaction. */
@Singleton
final class ReconcileShard {

    private static final Logger LOG = Logger.getLogger(ReconcileShard.class);
    private static final int REFS = 200;

    private final MoveStore moves;
    private final ReportStore reports;
    private final DescribeRepository describe;
    private final Outbox outbox;
    private final ReconciliationConfig config;
    private final ReconciliationMeters meters;
    private final Clock clock;

    ReconcileShard(
            MoveStore moves,
            ReportStore reports,
            DescribeRepository describe,
            Outbox outbox,
            ReconciliationConfig config,
            ReconciliationMeters meters,
            Clock clock) {
        this.moves = moves;
        this.reports = reports;
        this.describe = describe;
        this.outbox = outbox;
        this.config = config;
        this.meters = meters;
        this.clock = clock;
    }

    /** Returns whether more may be due that can be decided now. False also if another process has the shard. */
    boolean run(Transaction tx, int shard) {
        if (!reports.own(tx, shard)) {
            return false;
        }
        // a statement of its own, to see what the last owner of the shard has published
        List<RefName> names = moves.due(tx, shard, clock.instant(), REFS);
        if (names.isEmpty()) {
            return false;
        }
        List<FoundMove> waiting = moves.waiting(tx, names);
        Instant since = waiting.stream()
                .map(FoundMove::checkedAt)
                .min(Instant::compareTo)
                .orElseThrow()
                .minus(ExplainMoves.REPLICA_LAG);
        var known = reports.known(tx, names, since);
        Map<RefName, List<DecidedMove>> decided =
                moves.decided(tx, names, since).stream().collect(groupingBy(DecidedMove::name));
        Map<RefName, List<FoundMove>> byRef =
                waiting.stream().collect(groupingBy(FoundMove::name, LinkedHashMap::new, toList()));
        byRef.forEach((name, ofRef) -> new OneRef(
                        tx,
                        new ArrayList<>(known.getOrDefault(name, List.of())),
                        new ArrayList<>(decided.getOrDefault(name, List.of())))
                .decide(ofRef));
        return names.size() == REFS;
    }

    /** The moves of one ref in all mirrors of its upstream. */
    private final class OneRef {

        private final Transaction tx;
        private final List<KnownStep> known;
        private final List<DecidedMove> decided;
        private final Set<Long> decidedNow = new HashSet<>();

        OneRef(Transaction tx, List<KnownStep> known, List<DecidedMove> decided) {
            this.tx = tx;
            this.known = known;
            this.decided = decided;
        }

        void decide(List<FoundMove> waiting) {
            SortedMap<UUID, List<FoundMove>> byMirror =
                    waiting.stream().collect(groupingBy(FoundMove::repositoryId, TreeMap::new, toList()));
            byMirror.forEach((mirror, made) -> {
                List<SeenPart> byOthers = new ArrayList<>(byOthers(mirror));
                // of two that wait, one must explain what both saw
                byMirror.headMap(mirror)
                        .values()
                        .forEach(before -> before.stream()
                                .filter(move -> !isDecided(move))
                                .map(FoundMove::whole)
                                .forEach(byOthers::add));
                ExplainMoves.of(made, unusedBy(mirror), byOthers, clock.instant())
                        .forEach(this::decide);
            });
        }

        private boolean isDecided(FoundMove move) {
            return decidedNow.contains(move.id());
        }

        private List<KnownStep> unusedBy(UUID mirror) {
            Set<UUID> used = decided.stream()
                    .filter(each -> each.repositoryId().equals(mirror))
                    .flatMap(each -> each.explainedBy().stream())
                    .collect(toSet());
            return known.stream().filter(step -> !used.contains(step.id())).toList();
        }

        private List<SeenPart> byOthers(UUID mirror) {
            return decided.stream()
                    .filter(each -> !each.repositoryId().equals(mirror))
                    .map(DecidedMove::part)
                    .toList();
        }

        private void decide(Explanation explanation) {
            switch (explanation) {
                case Reported reported -> {
                    save(reported, State.REPORTED, Optional.empty(), reported.known());
                    meters.reported(1);
                }
                case Unreported unreported -> {
                    FoundMove move = unreported.move();
                    Optional<Described> repository =
                            describe.handle(tx, move.name().recordKey());
                    Optional<String> obstacle = obstacle(move, repository);
                    if (obstacle.isPresent()) {
                        skip(unreported, obstacle.get());
                    } else {
                        repository.ifPresent(described -> reconcile(unreported, described));
                    }
                }
            }
        }

        private void save(Explanation explanation, State state, Optional<String> reason, Set<UUID> by) {
            FoundMove move = explanation.move();
            var saved = new DecidedMove(move.repositoryId(), move.name(), by, explanation.part());
            moves.decide(tx, move, saved, state, reason, clock.instant());
            decided.add(saved);
            decidedNow.add(move.id());
        }

        private Optional<String> obstacle(FoundMove move, Optional<Described> repository) {
            if (moves.together(tx, move) > config.mostRefs()) {
                return Optional.of("more than %d branches and tags moved at once".formatted(config.mostRefs()));
            }
            Instant since = move.checkedAt().minus(ExplainMoves.REPLICA_LAG);
            if (reports.lacksReport(tx, move.name().recordKey(), since)) {
                return Optional.of("an earlier version published a push of the repository at that time");
            }
            return repository.isEmpty() ? Optional.of("the name of the repository is unknown") : Optional.empty();
        }

        private void skip(Unreported unreported, String reason) {
            FoundMove move = unreported.move();
            save(unreported, State.SKIPPED, Optional.of(reason), unreported.known());
            meters.skipped(1);
            LOG.infof(
                    "not reconciled: repositoryId=%s upstream=%s ref=%s: %s",
                    move.repositoryId(), move.name().recordKey(), move.name().ref(), reason);
        }

        private void reconcile(Unreported unreported, Described described) {
            FoundMove move = unreported.move();
            Instant now = clock.instant();
            Set<UUID> explaining = new HashSet<>(unreported.known());
            for (int part = 0; part < unreported.missing().size(); part++) {
                RefStep step = unreported.missing().get(part);
                var event = new ReconciledRef(
                        id(move, step, part),
                        move.repositoryId(),
                        move.name(),
                        step,
                        Optional.of(step),
                        move.checkedAt(),
                        move.movedAt());
                publish(event, described, now);
                explaining.add(event.id());
            }
            save(unreported, State.RECONCILED, Optional.empty(), explaining);
            meters.reconciled(unreported.missing().size());
        }

        private void publish(ReconciledRef event, Described described, Instant now) {
            reports.add(tx, event, now);
            known.add(new KnownStep(event.id(), false, event.step(), now, event.movedAt()));
            outbox.add(
                    tx,
                    RefPushed.reconciled(
                            event.id(),
                            described.repository(),
                            described.installationId(),
                            event.name().ref(),
                            event.step().before(),
                            event.step().after(),
                            event.movedAt()));
            LOG.infof(
                    "reconciled: eventId=%s repositoryId=%s upstream=%s ref=%s before=%s after=%s",
                    event.id(),
                    event.repositoryId(),
                    event.name().recordKey(),
                    event.name().ref(),
                    event.step().before().orElse("none"),
                    event.step().after().orElse("none"));
        }

        /** The same if the move is decided again after a crash, and another for each time that a ref moves to and fro. */
        private static UUID id(FoundMove move, RefStep step, int part) {
            return EventIds.of(
                    "forge.ref.reconciled",
                    move.name().recordKey(),
                    move.name().ref(),
                    step.before().orElse(""),
                    step.after().orElse(""),
                    move.repositoryId(),
                    move.refsVersion(),
                    part);
        }
    }
}
