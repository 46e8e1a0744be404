package dev.millrace.githttp.commit;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jgit.diff.Sequence;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.merge.MergeResult;
import org.eclipse.jgit.merge.MergeStrategy;
import org.eclipse.jgit.merge.ResolveMerger;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.RevWalkUtils;
import org.eclipse.jgit.revwalk.filter.RevFilter;

/**
 * Two commits to be merged: how they are related, and the tree that contains the changes of both. Renames are followed where the
 * commits have one merge base; with several, these are merged themselves, and a file that one side renamed and the other changed is
 * a conflict.
 */
final class ThreeWay {

    private final Repository git;
    private final RevWalk walk;
    private final RevCommit target;
    private final RevCommit source;

    ThreeWay(Repository git, RevWalk walk, ObjectId target, ObjectId source) throws IOException {
        this.git = git;
        this.walk = walk;
        this.target = walk.parseCommit(target);
        this.source = walk.parseCommit(source);
    }

    RevCommit target() {
        return target;
    }

    RevCommit source() {
        return source;
    }

    /** Whether the target has all of the source. */
    boolean isMerged() throws IOException {
        return walk.isMergedInto(source, target);
    }

    /** Whether the source has all of the target. */
    boolean isFastForward() throws IOException {
        return walk.isMergedInto(target, source);
    }

    /** The newest commit that both have. */
    Optional<ObjectId> base() throws IOException {
        walk.reset();
        walk.setRevFilter(RevFilter.MERGE_BASE);
        walk.markStart(target);
        walk.markStart(source);
        RevCommit found = walk.next();
        walk.reset();
        walk.setRevFilter(RevFilter.ALL);
        return Optional.ofNullable(found).map(RevCommit::copy);
    }

    /** Commits that only the source has. */
    int ahead() throws IOException {
        walk.reset();
        return RevWalkUtils.count(walk, source, target);
    }

    /**
     * Merges the trees.
     *
     * @param inserter into which trees and files are written
     */
    Merge merge(ObjectInserter inserter) throws IOException {
        Optional<RevCommit> base = onlyBase();
        Optional<AlignRenames.Aligned> aligned = base.isPresent()
                ? AlignRenames.of(git, inserter, base.get().getTree(), target.getTree(), source.getTree())
                : Optional.empty();
        var merger = (ResolveMerger) MergeStrategy.RECURSIVE.newMerger(git, true);
        merger.setObjectInserter(inserter);
        boolean isClean;
        if (aligned.isPresent()) {
            merger.setBase(aligned.get().base());
            isClean = merger.merge(aligned.get().ours(), aligned.get().theirs());
        } else {
            isClean = merger.merge(target, source);
        }
        Set<String> conflicts =
                new TreeSet<>(aligned.map(AlignRenames.Aligned::conflicts).orElse(Set.of()));
        if (isClean && conflicts.isEmpty()) {
            return new Merge(Optional.of(merger.getResultTreeId()), List.of(), Map.of(), aligned);
        }
        conflicts.addAll(merger.getUnmergedPaths());
        return new Merge(Optional.empty(), List.copyOf(conflicts), merger.getMergeResults(), aligned);
    }

    /** The merge base, if there is exactly one. */
    private Optional<RevCommit> onlyBase() throws IOException {
        walk.reset();
        walk.setRevFilter(RevFilter.MERGE_BASE);
        walk.markStart(target);
        walk.markStart(source);
        RevCommit first = walk.next();
        boolean isOnly = first != null && walk.next() == null;
        walk.reset();
        walk.setRevFilter(RevFilter.ALL);
        return isOnly ? Optional.of(walk.parseCommit(first)) : Optional.empty();
    }

    /**
     * A merge of trees.
     *
     * @param tree empty if there are conflicts
     * @param conflicts paths
     * @param results contents with the parts that contradict each other, by path, for text
     * @param aligned the trees that were merged, if files were renamed
     */
    record Merge(
            Optional<ObjectId> tree,
            List<String> conflicts,
            Map<String, MergeResult<? extends Sequence>> results,
            Optional<AlignRenames.Aligned> aligned) {}
}
