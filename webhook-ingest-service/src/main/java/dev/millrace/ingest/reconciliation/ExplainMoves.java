package dev.millrace.ingest.reconciliation;

import dev.millrace.ingest.reconciliation.Explanation.Reported;
import dev.millrace.ingest.reconciliation.Explanation.Unreported;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Finds out which moves of one ref in one mirror were published, and what is missing of the others. Reports and moves are
 * changes from one object to another; neither arrives in the order of what happened, and either may cover several of the other:
 *
 * <ol>
 *   <li>a report of the same change explains a move;
 *   <li>reports that follow each other explain a move that a sync saw as one;
 *   <li>a report explains moves that follow each other;
 *   <li>what another mirror of the upstream found in the same time, and was reconciled, explains a move that is part of it;
 *   <li>of a move that is due, what no report leads to or from is missing.
 * </ol>
 *
 * Each report explains one move, or moves that follow each other: a ref that moves to and fro makes equal changes.
 */
final class ExplainMoves {

    /**
     * How long before the mirror was found to be equal to its upstream a report may have arrived and still be of a later move:
     * forges list refs from replicas that are behind.
     */
    static final Duration REPLICA_LAG = Duration.ofMinutes(10);

    private final Instant now;
    private final List<ReconciledRef> byOthers;

    /** What explains nothing yet, oldest first. */
    private final List<KnownStep> unused;

    private final List<Explanation> explanations = new ArrayList<>();

    private ExplainMoves(Collection<KnownStep> known, Collection<ReconciledRef> byOthers, Instant now) {
        this.now = now;
        this.byOthers = List.copyOf(byOthers);
        this.unused = new ArrayList<>(known.stream()
                .sorted(Comparator.comparing(KnownStep::knownAt).thenComparing(KnownStep::id))
                .toList());
    }

    /**
     * Explanations of some of the moves, in the order of the moves.
     *
     * @param moves of one ref in one mirror that are not explained yet, in the order in which it made them
     * @param known what was published of the ref and explains no move of this mirror yet
     * @param byOthers what was reconciled of the ref because of another mirror
     */
    static List<Explanation> of(
            List<FoundMove> moves, Collection<KnownStep> known, Collection<ReconciledRef> byOthers, Instant now) {
        var search = new ExplainMoves(known, byOthers, now);
        search.explainDue(search.explainRuns(search.explainBySame(moves)));
        search.explanations.sort(Comparator.comparing(explanation -> moves.indexOf(explanation.move())));
        return List.copyOf(search.explanations);
    }

    /** First, for all moves: a report of the same change must not explain a part of another move. */
    private List<FoundMove> explainBySame(List<FoundMove> moves) {
        List<FoundMove> left = new ArrayList<>();
        for (FoundMove move : moves) {
            Optional<KnownStep> same = usable(move).stream()
                    .filter(known -> known.step().equals(move.step()))
                    .findFirst();
            if (same.isPresent()) {
                use(List.of(same.get()));
                explanations.add(new Reported(move, Set.of(same.get().id())));
            } else {
                left.add(move);
            }
        }
        return left;
    }

    /** A move alone, else the shortest run of moves that begins with it. */
    private List<FoundMove> explainRuns(List<FoundMove> moves) {
        List<FoundMove> left = new ArrayList<>();
        int first = 0;
        while (first < moves.size()) {
            int after = endOfRun(moves, first);
            if (after == first) {
                left.add(moves.get(first));
                after++;
            }
            first = after;
        }
        return left;
    }

    /** The index after the run that could be explained; the first's if there is none. */
    private int endOfRun(List<FoundMove> moves, int first) {
        FoundMove begin = moves.get(first);
        for (int last = first; last < moves.size(); last++) {
            if (last > first
                    && !moves.get(last)
                            .step()
                            .before()
                            .equals(moves.get(last - 1).step().after())) {
                return first;
            }
            var whole =
                    new RefStep(begin.step().before(), moves.get(last).step().after());
            Optional<List<KnownStep>> path = path(whole, usable(begin));
            if (path.isPresent()) {
                use(path.get());
                for (FoundMove move : moves.subList(first, last + 1)) {
                    explanations.add(new Reported(move, ids(path.get())));
                }
                return last + 1;
            }
        }
        return first;
    }

    private void explainDue(List<FoundMove> moves) {
        for (FoundMove move : moves) {
            Optional<ReconciledRef> whole =
                    byOthers.stream().filter(other -> isPart(move, other)).findFirst();
            if (whole.isPresent()) {
                explanations.add(new Reported(move, Set.of(whole.get().id())));
            } else if (!move.dueAt().isAfter(now)) {
                explanations.add(missing(move));
            }
        }
    }

    /** Two mirrors that read the upstream at other times see the same changes joined in other ways. */
    private static boolean isPart(FoundMove move, ReconciledRef other) {
        boolean overlaps =
                other.checkedAt().isBefore(move.movedAt()) && move.checkedAt().isBefore(other.movedAt());
        return overlaps
                && (!move.movedAt().isAfter(other.movedAt())
                        || move.step().before().equals(other.step().before())
                        || move.step().after().equals(other.step().after()));
    }

    /** What no report leads to from the beginning, or from to the end, without what was reported in between. */
    private Explanation missing(FoundMove move) {
        List<KnownStep> used = new ArrayList<>();
        Optional<String> from = follow(move, move.step().before(), used);
        Optional<String> to = trace(move, move.step().after(), used);
        List<RefStep> missing = new ArrayList<>();
        for (RefStep island : islands(move, used)) {
            add(missing, from, island.before());
            from = island.after();
        }
        add(missing, from, to);
        return missing.isEmpty() ? new Reported(move, ids(used)) : new Unreported(move, ids(used), missing);
    }

    private static void add(List<RefStep> missing, Optional<String> from, Optional<String> to) {
        if (!from.equals(to)) {
            missing.add(new RefStep(from, to));
        }
    }

    /** What was reported in the middle, in the order of the pushes. What leads to the beginning happened before. */
    private List<RefStep> islands(FoundMove move, List<KnownStep> used) {
        List<RefStep> islands = new ArrayList<>();
        for (Optional<KnownStep> first = earliest(move); first.isPresent(); first = earliest(move)) {
            List<KnownStep> steps = new ArrayList<>();
            RefStep step = take(first.get(), steps).step();
            var island = new RefStep(trace(move, step.before(), steps), follow(move, step.after(), steps));
            boolean isBefore = island.after().equals(move.step().before());
            boolean isAfter = island.before().equals(move.step().after());
            if (!isBefore && !isAfter) {
                islands.add(island);
                used.addAll(steps);
            }
        }
        return islands;
    }

    private Optional<KnownStep> earliest(FoundMove move) {
        return within(move).min(Comparator.comparing(KnownStep::madeBy).thenComparing(KnownStep::knownAt));
    }

    /** Where the reports lead to from a place. */
    private Optional<String> follow(FoundMove move, Optional<String> begin, List<KnownStep> used) {
        Optional<String> place = begin;
        for (Optional<KnownStep> next = leaving(move, place); next.isPresent(); next = leaving(move, place)) {
            place = take(next.get(), used).step().after();
        }
        return place;
    }

    /** Where reports come from that lead to a place. */
    private Optional<String> trace(FoundMove move, Optional<String> end, List<KnownStep> used) {
        Optional<String> place = end;
        for (Optional<KnownStep> last = reaching(move, place); last.isPresent(); last = reaching(move, place)) {
            place = take(last.get(), used).step().before();
        }
        return place;
    }

    private Optional<KnownStep> leaving(FoundMove move, Optional<String> place) {
        return within(move).filter(known -> known.step().before().equals(place)).findFirst();
    }

    private Optional<KnownStep> reaching(FoundMove move, Optional<String> place) {
        return within(move).filter(known -> known.step().after().equals(place)).reduce((earlier, later) -> later);
    }

    /** What explains a part must be certain to be neither of an earlier move nor of a later one. */
    private Stream<KnownStep> within(FoundMove move) {
        return unused.stream()
                .filter(known -> !known.knownAt().isBefore(move.checkedAt())
                        && !known.madeBy().isAfter(move.movedAt()));
    }

    private List<KnownStep> usable(FoundMove move) {
        Instant earliest = move.checkedAt().minus(REPLICA_LAG);
        return unused.stream()
                .filter(known -> !known.knownAt().isBefore(earliest))
                .toList();
    }

    private KnownStep take(KnownStep step, List<KnownStep> used) {
        use(List.of(step));
        used.add(step);
        return step;
    }

    private void use(Collection<KnownStep> steps) {
        unused.removeAll(steps);
    }

    private static Set<UUID> ids(Collection<KnownStep> steps) {
        Set<UUID> ids = new HashSet<>();
        steps.forEach(step -> ids.add(step.id()));
        return ids;
    }

    /** The fewest steps that lead from one object to the other. */
    private static Optional<List<KnownStep>> path(RefStep whole, List<KnownStep> steps) {
        Map<Optional<String>, List<KnownStep>> paths = new HashMap<>(Map.of(whole.before(), List.of()));
        Deque<Optional<String>> open = new ArrayDeque<>(List.of(whole.before()));
        while (!open.isEmpty()) {
            Optional<String> place = open.remove();
            for (KnownStep step : steps) {
                Optional<String> next = step.step().after();
                if (step.step().before().equals(place) && !paths.containsKey(next)) {
                    List<KnownStep> path = new ArrayList<>(paths.getOrDefault(place, List.of()));
                    path.add(step);
                    paths.put(next, path);
                    open.add(next);
                }
            }
        }
        return Optional.ofNullable(paths.get(whole.after())).filter(path -> !path.isEmpty());
    }
}
