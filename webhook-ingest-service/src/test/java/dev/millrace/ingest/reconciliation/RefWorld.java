package dev.millrace.ingest.reconciliation;

import dev.millrace.ingest.reconciliation.Explanation.Reported;
import dev.millrace.ingest.reconciliation.Explanation.Unreported;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** One ref, and what the decisions make of its reports and moves, without a database. */
final class RefWorld {

    static final Duration GRACE = Duration.ofMinutes(5);
    static final Instant START = Instant.parse("2026-11-20T10:00:00Z");
    static final RefName NAME = new RefName("github.com:7", "refs/heads/main");

    private final Map<UUID, RefStep> published = new LinkedHashMap<>();
    private final Map<UUID, UUID> reports = new HashMap<>();
    private final List<KnownStep> known = new ArrayList<>();
    private final Map<UUID, ReconciledRef> reconciled = new LinkedHashMap<>();
    private final Map<UUID, Set<UUID>> used = new HashMap<>();
    private final Map<UUID, List<SeenPart>> decided = new HashMap<>();
    private final SortedMap<UUID, List<FoundMove>> waiting = new TreeMap<>();
    private long moves;

    /** A delivery arrives and is published. */
    void report(UUID id, RefStep step, Instant pushedAt, Instant at) {
        if (reports.containsKey(id)) {
            return; // redelivered
        }
        Optional<ReconciledRef> late = LateReport.explained(step, Optional.of(pushedAt), reconciled.values());
        late.ifPresent(left -> reconciled.put(left.id(), left));
        reports.put(id, late.map(ReconciledRef::id).orElse(id));
        if (late.isEmpty()) {
            published.put(id, step);
            known.add(new KnownStep(id, true, step, at, pushedAt));
        }
    }

    /** A mirror's ref moved. */
    void found(UUID mirror, RefStep step, Instant checkedAt, Instant movedAt, Instant at) {
        moves++;
        waiting.computeIfAbsent(mirror, id -> new ArrayList<>())
                .add(new FoundMove(moves, mirror, moves, NAME, step, checkedAt, movedAt, at.plus(GRACE)));
    }

    /** Decides what can be decided, as {@link ReconcileShard} does. */
    void decide(Instant now) {
        waiting.forEach((mirror, made) -> {
            Set<UUID> explaining = used.computeIfAbsent(mirror, id -> new HashSet<>());
            List<KnownStep> unused = known.stream()
                    .filter(step -> !explaining.contains(step.id()))
                    .toList();
            List<SeenPart> byOthers = new ArrayList<>();
            decided.forEach((other, parts) -> {
                if (!other.equals(mirror)) {
                    byOthers.addAll(parts);
                }
            });
            waiting.headMap(mirror).values().forEach(before -> before.forEach(move -> byOthers.add(move.whole())));
            for (Explanation explanation : ExplainMoves.of(List.copyOf(made), unused, byOthers, now)) {
                made.remove(explanation.move());
                decided.computeIfAbsent(mirror, id -> new ArrayList<>()).add(explanation.part());
                explaining.addAll(explanation.known());
                switch (explanation) {
                    case Reported reported -> {
                        // nothing to publish
                    }
                    case Unreported unreported -> unreported.missing().forEach(step -> publish(unreported, step, now));
                }
            }
        });
    }

    private void publish(Unreported unreported, RefStep step, Instant now) {
        FoundMove move = unreported.move();
        UUID id = UUID.randomUUID();
        published.put(id, step);
        known.add(new KnownStep(id, false, step, now, move.movedAt()));
        used.get(move.repositoryId()).add(id);
        reconciled.put(
                id,
                new ReconciledRef(
                        id, move.repositoryId(), NAME, step, Optional.of(step), move.checkedAt(), move.movedAt()));
    }

    /** Changes that consumers learned of, one for each event id. */
    List<RefStep> published() {
        return List.copyOf(published.values());
    }

    /** Those of them that no delivery reported in time. */
    List<RefStep> reconciled() {
        return reconciled.values().stream().map(ReconciledRef::step).toList();
    }

    /** Moves that wait. */
    int waiting() {
        return waiting.values().stream().mapToInt(List::size).sum();
    }

    static RefStep step(String before, String after) {
        return new RefStep(
                Optional.of(before).filter(id -> !id.isEmpty()),
                Optional.of(after).filter(id -> !id.isEmpty()));
    }
}
