package dev.millrace.insights.metric;

import dev.millrace.insights.fact.CommitFact;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The commits that a mirror's default branch ever reached, with their parents. A parent may be missing from it. */
public final class CommitGraph {

    private final Map<String, CommitFact> commits;
    private final Map<String, Integer> generations = new HashMap<>();

    private CommitGraph(Map<String, CommitFact> commits) {
        this.commits = commits;
    }

    /** The graph of these commits. */
    public static CommitGraph of(Collection<CommitFact> commits) {
        Map<String, CommitFact> byId = HashMap.newHashMap(commits.size());
        commits.forEach(commit -> byId.put(commit.id(), commit));
        var graph = new CommitGraph(byId);
        byId.keySet().forEach(graph::computeGeneration);
        return graph;
    }

    boolean contains(String id) {
        return commits.containsKey(id);
    }

    Optional<CommitFact> find(String id) {
        return Optional.ofNullable(commits.get(id));
    }

    /** Whether {@code ancestor} can be reached from {@code descendant} by one or more steps to a parent. */
    boolean isProperAncestor(String ancestor, String descendant) {
        if (ancestor.equals(descendant) || !contains(ancestor) || !contains(descendant)) {
            return false;
        }
        int floor = generation(ancestor);
        var seen = new HashSet<String>();
        var open = new ArrayDeque<String>();
        open.add(descendant);
        while (!open.isEmpty()) {
            CommitFact commit = commits.get(open.remove());
            // a commit of the ancestor's generation or below cannot have it among its ancestors
            if (commit == null || generation(commit.id()) <= floor) {
                continue;
            }
            for (String parent : commit.parents()) {
                if (parent.equals(ancestor)) {
                    return true;
                }
                if (seen.add(parent)) {
                    open.add(parent);
                }
            }
        }
        return false;
    }

    /**
     * Adds to {@code reached} everything that can be reached from {@code tip}, itself included, and was not there before.
     * The cost is that of what is new, so walking from one deployment after the other reads each commit once.
     */
    Reach reach(String tip, Set<String> reached) {
        var added = new LinkedHashMap<String, CommitFact>();
        boolean complete = true;
        var open = new ArrayDeque<String>();
        open.add(tip);
        while (!open.isEmpty()) {
            String id = open.remove();
            if (!reached.add(id)) {
                continue;
            }
            CommitFact commit = commits.get(id);
            if (commit == null) {
                complete = false;
            } else {
                added.put(id, commit);
                open.addAll(commit.parents());
            }
        }
        return new Reach(added, complete);
    }

    private int generation(String id) {
        return generations.getOrDefault(id, 0);
    }

    /** 1 for a commit without known parents, else one more than its highest parent. Iterative: histories are deep. */
    private void computeGeneration(String start) {
        var path = new ArrayDeque<String>();
        path.push(start);
        while (!path.isEmpty()) {
            String id = path.element();
            if (generations.containsKey(id)) {
                path.remove();
                continue;
            }
            int highest = 0;
            boolean ready = true;
            for (String parent : Objects.requireNonNull(commits.get(id)).parents()) {
                Integer known = contains(parent) ? generations.get(parent) : Integer.valueOf(0);
                if (known == null) {
                    path.push(parent);
                    ready = false;
                } else {
                    highest = Math.max(highest, known);
                }
            }
            if (ready) {
                generations.put(id, highest + 1);
                path.remove();
            }
        }
    }

    /**
     * What a walk found.
     *
     * @param commits new commits by id, merges included
     * @param complete whether no commit on the way was missing from the graph
     */
    record Reach(Map<String, CommitFact> commits, boolean complete) {}
}
