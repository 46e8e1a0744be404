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
 *   <li>the rest of a move that is due, without what other mirrors of the upstream saw in the same time, is missing, except for
 *       what reports lead from its beginning, to its end or through its middle.
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

    private static final Comparator<KnownStep> OLDEST_FIRST =
            Comparator.comparing(KnownStep::knownAt).thenComparing(KnownStep::id);

    private final Instant now;
    private final List<SeenPart> byOthers;

    /** What explains nothing yet, oldest first. */
    private final List<KnownStep> unused;

    private final List<Explanation> explanations = new ArrayList<>();

    private ExplainMoves(Collection<KnownStep> known, Collection<SeenPart> byOthers, Instant now) {
        this.now = now;
        this.byOthers = List.copyOf(byOthers);
        this.unused = new ArrayList<>(known);
        this.unused.sort(OLDEST_FIRST);
    }

    /**
     * Explanations of some of the moves, in the order of the moves.
     *
     * @param moves of one ref in one mirror that are not explained yet, in the order in which it made them
     * @param known what was published of the ref and explains no move of this mirror yet
     * @param byOthers what moves of the ref in other mirrors explain
     */
    static List<Explanation> of(
            List<FoundMove> moves, Collection<KnownStep> known, Collection<SeenPart> byOthers, Instant now) {
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
                explanations.add(
                        new Reported(move, move.whole(), Set.of(same.get().id())));
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
                    explanations.add(new Reported(move, move.whole(), ids(path.get())));
                }
                return last + 1;
            }
        }
        return first;
    }

    private void explainDue(List<FoundMove> moves) {
        for (FoundMove move : moves) {
            if (!move.dueAt().isAfter(now)) {
                SeenPart part = move.whole().without(byOthers);
                explanations.add(part.isNothing() ? new Reported(move, part, Set.of()) : missing(move, part));
            }
        }
    }

    /** What no report leads to from the beginning, or from to the end, without what was reported in between. */
    private Explanation missing(FoundMove move, SeenPart part) {
        List<KnownStep> used = new ArrayList<>();
        Optional<String> from = follow(part, part.step().before(), used);
        Optional<String> to = trace(part, part.step().after(), used);
        List<RefStep> missing = new ArrayList<>();
        for (RefStep island : islands(part, used)) {
            add(missing, from, island.before());
            from = island.after();
        }
        add(missing, from, to);
        return missing.isEmpty() ? new Reported(move, part, ids(used)) : new Unreported(move, part, ids(used), missing);
    }

    private static void add(List<RefStep> missing, Optional<String> from, Optional<String> to) {
        if (!from.equals(to)) {
            missing.add(new RefStep(from, to));
        }
    }

    /** What was reported in the middle, in the order of the pushes. */
    private List<RefStep> islands(SeenPart part, List<KnownStep> used) {
        List<RefStep> islands = new ArrayList<>();
        List<KnownStep> apart = new ArrayList<>();
        for (Optional<KnownStep> first = earliest(part); first.isPresent(); first = earliest(part)) {
            List<KnownStep> steps = new ArrayList<>();
            RefStep step = take(first.get(), steps).step();
            var island = new RefStep(trace(part, step.before(), steps), follow(part, step.after(), steps));
            boolean isBefore = island.after().equals(part.step().before());
            boolean isAfter = island.before().equals(part.step().after());
            if (isBefore || isAfter) {
                apart.addAll(steps);
            } else {
                islands.add(island);
                used.addAll(steps);
            }
        }
        unused.addAll(apart);
        unused.sort(OLDEST_FIRST);
        return islands;
    }

    private Optional<KnownStep> earliest(SeenPart part) {
        return within(part)
                .filter(known -> part.contains(known.madeBy()))
                .min(Comparator.comparing(KnownStep::madeBy).thenComparing(KnownStep::knownAt));
    }

    /** Where the reports lead to from a place. */
    private Optional<String> follow(SeenPart part, Optional<String> begin, List<KnownStep> used) {
        Optional<String> place = begin;
        for (Optional<KnownStep> next = leaving(part, place); next.isPresent(); next = leaving(part, place)) {
            place = take(next.get(), used).step().after();
        }
        return place;
    }

    /** Where reports come from that lead to a place. */
    private Optional<String> trace(SeenPart part, Optional<String> end, List<KnownStep> used) {
        Optional<String> place = end;
        for (Optional<KnownStep> last = reaching(part, place); last.isPresent(); last = reaching(part, place)) {
            place = take(last.get(), used).step().before();
        }
        return place;
    }

    private Optional<KnownStep> leaving(SeenPart part, Optional<String> place) {
        return within(part).filter(known -> known.step().before().equals(place)).findFirst();
    }

    private Optional<KnownStep> reaching(SeenPart part, Optional<String> place) {
        return within(part).filter(known -> known.step().after().equals(place)).reduce((earlier, later) -> later);
    }

    /** What explains a part must be neither of an earlier move nor of a later one. */
    private Stream<KnownStep> within(SeenPart part) {
        return unused.stream().filter(known -> known.isReport() && part.mayContain(known.madeBy()));
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
