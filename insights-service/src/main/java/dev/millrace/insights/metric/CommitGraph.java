package dev.millrace.insights.metric;

import static java.util.Comparator.comparingInt;

import dev.millrace.insights.fact.CommitFact;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.function.IntConsumer;

/**
 * The commits that a mirror's default branch ever reached, with their parents. A commit is a number here, and takes about a
 * hundred bytes. A parent may be missing: then it has a number too, but is no known commit. Immutable once built, so
 * safe to share between threads.
 */
public final class CommitGraph {

    private static final int UNSEEN = 0;

    private final NodeIndex index;
    private final BitSet known;
    private final Authors authors;
    private final BitSet bots;
    private final BitSet agents;
    private final int[] parentStart;
    private final int[] parentCount;
    private final Nodes parents;
    private final long[] authoredAt;
    private final long[] committedAt;
    private final int[] titles;
    private final int[] generations;
    private final Map<Integer, String> reverts;

    private CommitGraph(Builder builder) {
        this.index = builder.index;
        this.known = builder.known;
        this.authors = builder.authors;
        this.bots = builder.bots;
        this.agents = builder.agents;
        this.parentStart = builder.parentStart;
        this.parentCount = builder.parentCount;
        this.parents = builder.parents;
        this.authoredAt = builder.authoredAt;
        this.committedAt = builder.committedAt;
        this.titles = builder.titles;
        this.reverts = Map.copyOf(builder.reverts);
        this.generations = new int[index.size()];
        known.stream().forEach(this::computeGeneration);
    }

    /** The graph of these commits, in any order. */
    public static CommitGraph of(Collection<CommitFact> commits, Authors authors) {
        var builder = new Builder(authors);
        commits.forEach(builder::add);
        return builder.build();
    }

    /** How many commits there are. */
    public int size() {
        return known.cardinality();
    }

    /** The number of a known commit. */
    OptionalInt find(String id) {
        int node = index.find(id);
        return node >= 0 && known.get(node) ? OptionalInt.of(node) : OptionalInt.empty();
    }

    boolean contains(String id) {
        return find(id).isPresent();
    }

    String id(int commit) {
        return index.id(commit);
    }

    boolean isMerge(int commit) {
        return parentCount[commit] > 1;
    }

    ActorClass author(int commit) {
        return bots.get(commit) ? ActorClass.BOT : agents.get(commit) ? ActorClass.AGENT : ActorClass.HUMAN;
    }

    /** The classification of authors. */
    Authors authors() {
        return authors;
    }

    /** Whether the title is this one, by a 32-bit hash. */
    boolean isTitled(int commit, String title) {
        return titles[commit] == title.hashCode();
    }

    /** What {@link #isTitled} compares. */
    int titleHash(int commit) {
        return titles[commit];
    }

    /** Commits that revert another one, with the title of what they revert. */
    Map<Integer, String> reverts() {
        return reverts;
    }

    Instant authoredAt(int commit) {
        return instant(authoredAt[commit]);
    }

    Instant committedAt(int commit) {
        return instant(committedAt[commit]);
    }

    /**
     * When it was written: author time, or committer time if that is earlier, for nothing is committed before it is written
     * and an author's clock that claims so is wrong.
     */
    Instant writtenAt(int commit) {
        return instant(Math.min(authoredAt[commit], committedAt[commit]));
    }

    /** The first parent if it is a known commit. */
    OptionalInt firstParent(int commit) {
        if (parentCount[commit] == 0) {
            return OptionalInt.empty();
        }
        int parent = parents.at(parentStart[commit]);
        return known.get(parent) ? OptionalInt.of(parent) : OptionalInt.empty();
    }

    /** Whether {@code ancestor} can be reached from {@code descendant} by one or more steps to a parent. */
    boolean isProperAncestor(int ancestor, int descendant) {
        if (generations[descendant] <= generations[ancestor]) {
            return false;
        }
        var seen = new BitSet(index.size());
        var open = new Nodes();
        open.push(descendant);
        while (!open.isEmpty()) {
            int commit = open.pop();
            // a commit of the ancestor's generation or below cannot have it among its ancestors
            if (generations[commit] <= generations[ancestor]) {
                continue;
            }
            forEachParent(commit, parent -> {
                if (!seen.get(parent)) {
                    seen.set(parent);
                    open.push(parent);
                }
            });
            if (seen.get(ancestor)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Adds to {@code reached} everything that can be reached from {@code tip}, itself included, and was not there before.
     * The cost is that of what is new, so walking from one deployment after the other reads each commit once.
     */
    Reach reach(int tip, BitSet reached) {
        var added = new Nodes();
        boolean complete = true;
        var open = new Nodes();
        open.push(tip);
        while (!open.isEmpty()) {
            int node = open.pop();
            if (reached.get(node)) {
                continue;
            }
            reached.set(node);
            if (known.get(node)) {
                added.push(node);
                forEachParent(node, open::push);
            } else {
                complete = false;
            }
        }
        return new Reach(added, complete);
    }

    /** What a merge brought in: reachable from it, itself included, and not from its first parent. */
    Reach broughtBy(int merge) {
        var fromFirst = new BitSet();
        var fromOthers = new BitSet();
        // highest generation first: when a node is taken, all its descendants in the walk have been
        var open = new PriorityQueue<Integer>(
                comparingInt((Integer node) -> generations[node]).reversed().thenComparing(node -> node));
        var brought = new Nodes();
        brought.push(merge);
        for (int nth = 0; nth < parentCount[merge]; nth++) {
            int parent = parents.at(parentStart[merge] + nth);
            paint(parent, nth == 0 ? fromFirst : fromOthers, fromFirst, fromOthers, open);
        }
        boolean complete = true;
        int undecided = count(open, fromFirst);
        while (undecided > 0) {
            int node = open.remove();
            boolean base = fromFirst.get(node);
            if (!base) {
                undecided--;
                if (known.get(node)) {
                    brought.push(node);
                } else {
                    complete = false;
                    continue;
                }
            } else if (!known.get(node)) {
                continue;
            }
            BitSet colour = base ? fromFirst : fromOthers;
            for (int nth = 0; nth < parentCount[node]; nth++) {
                int parent = parents.at(parentStart[node] + nth);
                boolean waiting = fromFirst.get(parent) || fromOthers.get(parent);
                boolean wasUndecided = waiting && !fromFirst.get(parent);
                paint(parent, colour, fromFirst, fromOthers, open);
                boolean isUndecided = !fromFirst.get(parent);
                undecided += (isUndecided ? 1 : 0) - (wasUndecided ? 1 : 0);
            }
        }
        return new Reach(brought, complete);
    }

    private static void paint(
            int node, BitSet colour, BitSet fromFirst, BitSet fromOthers, PriorityQueue<Integer> open) {
        if (!fromFirst.get(node) && !fromOthers.get(node)) {
            open.add(node);
        }
        colour.set(node);
    }

    private static int count(PriorityQueue<Integer> open, BitSet fromFirst) {
        return (int) open.stream().filter(node -> !fromFirst.get(node)).count();
    }

    private void forEachParent(int node, IntConsumer consumer) {
        int end = parentStart[node] + parentCount[node];
        for (int nth = parentStart[node]; nth < end; nth++) {
            consumer.accept(parents.at(nth));
        }
    }

    /** 1 for a commit without known parents, else one more than its highest parent. Iterative: histories are deep. */
    private void computeGeneration(int start) {
        var path = new Nodes();
        path.push(start);
        while (!path.isEmpty()) {
            int node = path.peek();
            if (generations[node] != UNSEEN) {
                path.pop();
                continue;
            }
            int before = path.size();
            int highest = 0;
            for (int nth = 0; nth < parentCount[node]; nth++) {
                int parent = parents.at(parentStart[node] + nth);
                if (known.get(parent) && generations[parent] == UNSEEN) {
                    path.push(parent);
                }
                highest = Math.max(highest, generations[parent]);
            }
            if (path.size() == before) {
                generations[node] = highest + 1;
                path.pop();
            }
        }
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    /** What a walk found. */
    static final class Reach {

        private final Nodes commits;
        private final boolean complete;

        private Reach(Nodes commits, boolean complete) {
            this.commits = commits;
            this.complete = complete;
        }

        /** Known commits, merges included, in no meaningful order. */
        Nodes commits() {
            return commits;
        }

        /** Whether no commit on the path was missing. */
        boolean complete() {
            return complete;
        }
    }

    /** Accepts commits one by one, so that they need not all be in memory as facts. */
    public static final class Builder {

        private final NodeIndex index = new NodeIndex();
        private final BitSet known = new BitSet();
        private final Authors authors;
        private final BitSet bots = new BitSet();
        private final BitSet agents = new BitSet();
        private final Nodes parents = new Nodes();
        private int[] parentStart = new int[64];
        private int[] parentCount = new int[64];
        private long[] authoredAt = new long[64];
        private long[] committedAt = new long[64];
        private int[] titles = new int[64];
        private final Map<Integer, String> reverts = new HashMap<>();

        /** An empty builder. */
        public Builder(Authors authors) {
            this.authors = authors;
        }

        /** Adds a commit; adding it again changes nothing. */
        public void add(CommitFact commit) {
            int node = index.add(commit.id());
            if (known.get(node)) {
                return;
            }
            known.set(node);
            ActorClass author = authors.of(commit);
            bots.set(node, author == ActorClass.BOT);
            agents.set(node, author == ActorClass.AGENT);
            int start = parents.size();
            commit.parents().forEach(parent -> parents.push(index.add(parent)));
            grow(index.size());
            parentStart[node] = start;
            parentCount[node] = commit.parents().size();
            authoredAt[node] = micros(commit.authoredAt());
            committedAt[node] = micros(commit.committedAt());
            titles[node] = commit.title().hashCode();
            Reverts.revertedTitle(commit.title()).ifPresent(title -> reverts.put(node, title));
        }

        /** The graph of the added commits. The builder cannot be used afterwards. */
        public CommitGraph build() {
            return new CommitGraph(this);
        }

        private void grow(int nodes) {
            if (nodes > titles.length) {
                int length = Math.max(nodes, titles.length * 3 / 2);
                parentStart = Arrays.copyOf(parentStart, length);
                parentCount = Arrays.copyOf(parentCount, length);
                authoredAt = Arrays.copyOf(authoredAt, length);
                committedAt = Arrays.copyOf(committedAt, length);
                titles = Arrays.copyOf(titles, length);
            }
        }

        private static long micros(Instant instant) {
            return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
        }
    }
}
