package dev.millrace.bench.git;

import dev.millrace.bench.git.PushWire.Answer;
import dev.millrace.standalone.client.GitCommand;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Compares the responses to clients with the final state of a mirror and its upstream. Every push is a commit of its
 * own on top of what its ref was, so every commit that was ever accepted is in the history of the ref.
 */
record Histories(Map<String, Set<String>> mirror, Map<String, Set<String>> upstream) {

    /**
     * One push of one commit.
     *
     * @param commit unique to this push
     */
    record Push(String ref, String commit, Answer answer) {}

    /** Reads two bare repositories: the commits of each of these refs. */
    static Histories read(Path mirror, Path upstream, Collection<String> refs) {
        return new Histories(read(mirror, refs), read(upstream, refs));
    }

    private static Map<String, Set<String>> read(Path repository, Collection<String> refs) {
        Set<String> present = GitCommand.run(repository, "for-each-ref", "--format=%(refname)")
                .lines()
                .collect(Collectors.toSet());
        Map<String, Set<String>> histories = new HashMap<>();
        for (String ref : refs) {
            histories.put(
                    ref,
                    present.contains(ref)
                            ? GitCommand.run(repository, "rev-list", ref)
                                    .lines()
                                    .collect(Collectors.toSet())
                            : Set.of());
        }
        return histories;
    }

    /** Pushes that were accepted but are missing on one side or on both. */
    List<Push> lost(List<Push> pushes) {
        return pushes.stream()
                .filter(push -> push.answer() == Answer.ACCEPTED && !(isIn(mirror, push) && isIn(upstream, push)))
                .toList();
    }

    /** Pushes that were rejected but are present nevertheless. */
    List<Push> smuggled(List<Push> pushes) {
        return pushes.stream()
                .filter(push -> push.answer() == Answer.REJECTED && (isIn(mirror, push) || isIn(upstream, push)))
                .toList();
    }

    /**
     * Commits in the history of a ref that no client pushed to it.
     *
     * @param beginning the ref that others begin at
     */
    Set<String> strangers(List<Push> pushes, String beginning) {
        Set<String> strangers = new TreeSet<>();
        for (var side : List.of(mirror, upstream)) {
            for (var history : side.entrySet()) {
                Set<String> left = new HashSet<>(history.getValue());
                pushes.stream()
                        .filter(push -> push.ref().equals(history.getKey())
                                || push.ref().equals(beginning))
                        .map(Push::commit)
                        .forEach(left::remove);
                strangers.addAll(left);
            }
        }
        return strangers;
    }

    private static boolean isIn(Map<String, Set<String>> side, Push push) {
        return side.getOrDefault(push.ref(), Set.of()).contains(push.commit());
    }
}
