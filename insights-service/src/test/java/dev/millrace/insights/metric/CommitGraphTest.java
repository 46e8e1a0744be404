package dev.millrace.insights.metric;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.insights.fact.CommitFact;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the compact graph with sets of strings, which are slow and obviously correct. */
class CommitGraphTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void findsWhatAPlainWalkFinds(long seed) {
        var random = new Random(seed);
        List<CommitFact> commits = history(random);
        Map<String, CommitFact> byId = new HashMap<>();
        commits.forEach(commit -> byId.put(commit.id(), commit));
        Collections.shuffle(commits, random);

        var graph = CommitGraph.of(commits, Authors.WITHOUT_AGENTS);

        assertThat(graph.size()).isEqualTo(byId.size());
        for (CommitFact one : commits) {
            int node = graph.find(one.id()).orElseThrow();
            assertThat(graph.id(node)).isEqualTo(one.id());
            assertThat(graph.isMerge(node)).isEqualTo(one.isMerge());
            assertThat(graph.writtenAt(node)).isEqualTo(one.authoredAt());
            Set<String> ancestors = ancestors(byId, one.parents());
            for (CommitFact other : commits) {
                assertThat(graph.isProperAncestor(graph.find(other.id()).orElseThrow(), node))
                        .as("%s before %s", other.id(), one.id())
                        .isEqualTo(ancestors.contains(other.id()));
            }
            if (one.isMerge()) {
                Set<String> base = ancestors(byId, one.parents().subList(0, 1));
                Set<String> brought = new TreeSet<>(ancestors(byId, one.parents()));
                brought.removeAll(base);
                brought.add(one.id());
                boolean complete = byId.keySet().containsAll(brought);
                var found = graph.broughtBy(node);
                assertThat(found.complete()).isEqualTo(complete);
                brought.retainAll(byId.keySet());
                assertThat(ids(graph, found)).isEqualTo(brought);
            }
        }
        var reached = new BitSet();
        Set<String> all = new HashSet<>();
        for (CommitFact tip : commits) {
            Set<String> fresh = new TreeSet<>(ancestors(byId, List.of(tip.id())));
            fresh.removeAll(all);
            all.addAll(fresh);
            var found = graph.reach(graph.find(tip.id()).orElseThrow(), reached);
            assertThat(found.complete()).isEqualTo(byId.keySet().containsAll(fresh));
            fresh.retainAll(byId.keySet());
            assertThat(ids(graph, found)).isEqualTo(fresh);
        }
        assertThat(graph.find("nowhere")).isEmpty();
        assertThat(graph.find("lost0")).isEmpty();
    }

    private static Set<String> ids(CommitGraph graph, CommitGraph.Reach reach) {
        return reach.commits().stream().mapToObj(graph::id).collect(toCollection(TreeSet::new));
    }

    /** Everything reachable from the tips, themselves and missing ones included. */
    private static Set<String> ancestors(Map<String, CommitFact> byId, List<String> tips) {
        Set<String> seen = new HashSet<>();
        var open = new ArrayDeque<>(tips);
        while (!open.isEmpty()) {
            String id = open.remove();
            if (seen.add(id) && byId.containsKey(id)) {
                open.addAll(byId.get(id).parents());
            }
        }
        return seen;
    }

    /** 60 commits with up to three parents each, a few of which are missing. */
    private static List<CommitFact> history(Random random) {
        var commits = new ArrayList<CommitFact>();
        for (int nth = 0; nth < 60; nth++) {
            int known = nth;
            List<String> parents = nth == 0
                    ? List.of()
                    : Stream.generate(() -> random.nextInt(25) == 0
                                    ? "lost" + random.nextInt(3)
                                    : "c" + Math.max(0, known - 1 - random.nextInt(6)))
                            .limit(1 + random.nextInt(3) / 2 + random.nextInt(8) / 7)
                            .distinct()
                            .toList();
            Instant at = Instant.ofEpochSecond(random.nextInt(1_000_000), random.nextInt(1_000_000) * 1_000L);
            commits.add(
                    new CommitFact("c" + nth, parents, "t" + nth, "Ann", "ann@x", at, at.plusSeconds(1), List.of()));
        }
        return commits;
    }
}
