package dev.millrace.insights.metric;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.groupingBy;

import dev.millrace.insights.fact.ChangeFact;
import dev.millrace.insights.fact.Facts;
import dev.millrace.insights.fact.PushFact;
import dev.millrace.insights.fact.PushFact.PushedCommit;
import dev.millrace.insights.fact.Version;
import dev.millrace.insights.metric.MergedChange.Kept;
import dev.millrace.insights.metric.MergedChange.Origin;
import dev.millrace.insights.metric.MergedChange.Rebased;
import dev.millrace.insights.metric.MergedChange.Squashed;
import dev.millrace.insights.metric.MergedChange.SquashedUnseen;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * Finds the original commits of merged changes. A squash makes one commit, dated at the merge, of many; counting that one
 * would hide all the time before the merge, so the commits that were pushed to the head branch replace it.
 */
final class MergedChanges {

    private static final Pattern MERGE_MESSAGE =
            Pattern.compile("Merge (?:pull request #|(?:remote-tracking )?branch ).*");

    private final CommitGraph graph;
    private final Map<String, List<PushFact>> pushesByRef;
    private final Map<Integer, List<MergedChange>> byMergeCommit;

    private MergedChanges(Facts facts, CommitGraph graph) {
        this.graph = graph;
        this.pushesByRef = facts.pushes().stream().collect(groupingBy(PushFact::ref));
        this.byMergeCommit = newestVersions(facts.changes()).stream()
                .filter(change -> change.mergedAt().isPresent())
                .flatMap(change -> graph.find(change.mergeCommitSha().orElse("")).stream()
                        .mapToObj(merge -> merged(change, merge)))
                .sorted(comparing(MergedChange::number))
                .collect(groupingBy(MergedChange::mergeCommit));
    }

    static MergedChanges of(Facts facts, CommitGraph graph) {
        return new MergedChanges(facts, graph);
    }

    /** The changes that this commit contains, by number; mostly none or one. */
    List<MergedChange> mergedBy(int commit) {
        return byMergeCommit.getOrDefault(commit, List.of());
    }

    /** Each change once, as it was last. */
    static List<ChangeFact> newestVersions(Collection<ChangeFact> versions) {
        return versions.stream().collect(groupingBy(ChangeFact::number)).values().stream()
                .map(same -> same.stream().max(Version.OLDEST_FIRST).orElseThrow())
                .toList();
    }

    private MergedChange merged(ChangeFact change, int merge) {
        return new MergedChange(
                change.number(),
                merge,
                change.createdAt(),
                graph.authors().ofCredential(change.authorLogin(), change.authorIsBot()),
                origin(change, merge));
    }

    private Origin origin(ChangeFact change, int merge) {
        OptionalInt head = graph.find(change.headSha());
        if (graph.isMerge(merge)
                || head.isPresent() && (head.getAsInt() == merge || graph.isProperAncestor(head.getAsInt(), merge))) {
            return new Kept();
        }
        List<PushedCommit> pushed = change.fromFork() ? List.of() : pushed(change);
        List<PushedCommit> originals =
                pushed.stream().filter(commit -> !graph.contains(commit.id())).toList();
        // all of them reached the default branch as well, but not by this merge
        boolean elsewhere = originals.isEmpty() && head.isPresent() && !pushed.isEmpty();
        if (originals.isEmpty() && !elsewhere) {
            return keptAuthorTimes(change, merge) ? new Kept() : new SquashedUnseen();
        }
        List<PushedCommit> own = elsewhere ? pushed : originals;
        return isRebaseOf(own, merge)
                ? new Rebased(own.size())
                : new Squashed(
                        originals,
                        pushed.stream()
                                .filter(commit -> graph.contains(commit.id()))
                                .toList());
    }

    /** The commits of the head branch's last version, oldest first; none if a push of it is missing. */
    private List<PushedCommit> pushed(ChangeFact change) {
        Map<String, PushFact> byAfter = new HashMap<>();
        pushesByRef.getOrDefault("refs/heads/" + change.headRef(), List.of()).stream()
                .filter(push -> push.after().isPresent())
                .sorted(comparing(PushFact::eventId))
                .forEach(push -> byAfter.putIfAbsent(push.after().orElseThrow(), push));
        var newestFirst = new LinkedHashMap<String, PushedCommit>();
        var seen = new HashSet<String>();
        Optional<String> tip = Optional.of(change.headSha());
        while (tip.isPresent() && seen.add(tip.get())) {
            PushFact push = byAfter.get(tip.get());
            if (push == null) {
                return List.of();
            }
            push.commits().reversed().forEach(commit -> newestFirst.putIfAbsent(commit.id(), commit));
            // a forced push is the start of the version that it made
            tip = push.forced() ? Optional.empty() : push.before().filter(before -> !graph.contains(before));
        }
        return newestFirst.values().stream()
                .filter(commit -> !MERGE_MESSAGE.matcher(commit.title()).matches())
                .toList()
                .reversed();
    }

    /** Rebasing gives every commit a twin of the same title that keeps its author time; squashing does not. */
    private boolean isRebaseOf(List<PushedCommit> originals, int merge) {
        OptionalInt twin = OptionalInt.of(merge);
        for (PushedCommit original : originals.reversed()) {
            if (twin.isEmpty()
                    || !graph.isTitled(twin.getAsInt(), original.title())
                    || graph.authoredAt(twin.getAsInt()).isAfter(original.at())) {
                return false;
            }
            twin = graph.firstParent(twin.getAsInt());
        }
        return true;
    }

    /** Without the originals: a push of several commits, or a commit written before it was committed, is a rebase. */
    private boolean keptAuthorTimes(ChangeFact change, int merge) {
        Optional<String> id = Optional.of(graph.id(merge));
        boolean pushedWithOthers = pushesByRef.getOrDefault("refs/heads/" + change.baseRef(), List.of()).stream()
                .anyMatch(push -> push.after().equals(id) && push.commits().size() > 1);
        return pushedWithOthers || graph.authoredAt(merge).isBefore(graph.committedAt(merge));
    }
}
