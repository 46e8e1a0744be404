package dev.millrace.githttp.commit;

import dev.millrace.githttp.move.Change;
import dev.millrace.githttp.move.ChangeRefused;
import dev.millrace.githttp.move.RefMove;
import dev.millrace.githttp.move.Refusal;
import dev.millrace.githttp.move.Refusal.Why;
import dev.millrace.githttp.move.Staging;
import dev.millrace.githttp.signing.CommitSigner;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/** Merges a branch into another. A repeated request finds that there is nothing left to do. */
final class MergeBranches implements Change<MergeBranches.Merged> {

    private final Request request;
    private final Sources sources;
    private final ObjectInserter inserter;
    private final CommitSigner signer;

    /**
     * What to merge.
     *
     * @param source short name of a branch, or another ref
     * @param target short name of a branch
     * @param expected where the target must be
     * @param author of the commit; needed if one is made
     */
    record Request(
            String source,
            String target,
            Strategy strategy,
            Optional<ObjectId> expected,
            Optional<String> message,
            Optional<PersonIdent> author,
            Optional<PersonIdent> committer,
            boolean isUnrelatedAllowed,
            boolean isSquash) {}

    /** When a commit is made. */
    enum Strategy {
        /** Always. */
        MERGE,
        /** Never. */
        FF_ONLY,
        /** If the target has commits that the source does not have. */
        FF_PREFER
    }

    /** How a merge ended. */
    enum Result {
        MERGE_COMMIT,
        FAST_FORWARD,
        NO_OP,
        SQUASH;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The target after the merge.
     *
     * @param promoted commits that only the source had
     */
    record Merged(
            Result result,
            ObjectId commit,
            ObjectId tree,
            ObjectId source,
            ObjectId before,
            Optional<ObjectId> base,
            int promoted) {}

    /** Resolves the source in the refs that decide. */
    @FunctionalInterface
    interface Sources {
        ObjectId in(Staging staging) throws IOException, ChangeRefused;
    }

    MergeBranches(Request request, Sources sources, ObjectInserter inserter, CommitSigner signer) {
        this.request = request;
        this.sources = sources;
        this.inserter = inserter;
        this.signer = signer;
    }

    @Override
    public Planned<Merged> on(Staging staging) throws IOException, ChangeRefused {
        String ref = Constants.R_HEADS + request.target();
        ObjectId tip = staging.tip(ref)
                .orElseThrow(
                        () -> new ChangeRefused(Why.MISSING, "there is no branch '%s'".formatted(request.target())));
        ObjectId source = sources.in(staging);
        try (RevWalk walk = new RevWalk(staging.repository())) {
            var both = new ThreeWay(staging.repository(), walk, tip, source);
            Optional<ObjectId> base = both.base();
            if (both.isMerged()) {
                return new Planned<>(
                        List.of(),
                        new Merged(Result.NO_OP, tip, both.target().getTree().copy(), source, tip, base, 0));
            }
            if (request.expected().isPresent() && !request.expected().get().equals(tip)) {
                throw new ChangeRefused(CommitOnBranch.stale(
                        request.target(), request.expected().get(), Optional.of(tip)));
            }
            if (base.isEmpty() && !request.isUnrelatedAllowed()) {
                throw new ChangeRefused(Why.CONFLICT, "the branches have no common history");
            }
            Merged merged = merged(both, base);
            return new Planned<>(List.of(new RefMove(ref, tip, merged.commit())), merged);
        }
    }

    private Merged merged(ThreeWay both, Optional<ObjectId> base) throws IOException, ChangeRefused {
        ObjectId tip = both.target().copy();
        ObjectId source = both.source().copy();
        int ahead = both.ahead();
        boolean isFastForward = both.isFastForward();
        if (!request.isSquash() && isFastForward && request.strategy() != Strategy.MERGE) {
            return new Merged(
                    Result.FAST_FORWARD, source, both.source().getTree().copy(), source, tip, base, ahead);
        }
        if (request.strategy() == Strategy.FF_ONLY) {
            throw new ChangeRefused(
                    Why.CONFLICT,
                    "the branch '%s' has commits that '%s' does not have: no fast-forward"
                            .formatted(request.target(), request.source()));
        }
        ObjectId tree = isFastForward ? both.source().getTree().copy() : tree(both, base);
        ObjectId commit = commit(both, tree);
        return new Merged(
                request.isSquash() ? Result.SQUASH : Result.MERGE_COMMIT, commit, tree, source, tip, base, ahead);
    }

    private ObjectId tree(ThreeWay both, Optional<ObjectId> base) throws IOException, ChangeRefused {
        ThreeWay.Merge merge = both.merge(inserter);
        if (merge.tree().isEmpty()) {
            throw new ChangeRefused(new Refusal(
                    Why.CONFLICT,
                    "merge conflict in %d files".formatted(merge.conflicts().size()),
                    Optional.of(both.target().copy()),
                    merge.conflicts(),
                    base));
        }
        return merge.tree().get();
    }

    private ObjectId commit(ThreeWay both, ObjectId tree) throws IOException, ChangeRefused {
        PersonIdent author =
                request.author().orElseThrow(() -> new ChangeRefused(Why.INVALID, "a merge commit needs an 'author'"));
        RevCommit target = both.target();
        var commit = new CommitBuilder();
        commit.setTreeId(tree);
        if (request.isSquash()) {
            commit.setParentId(target);
        } else {
            commit.setParentIds(target, both.source());
        }
        commit.setAuthor(author);
        commit.setCommitter(request.committer().orElse(author));
        commit.setMessage(request.message()
                .orElseGet(() -> "%s branch '%s' into %s"
                        .formatted(request.isSquash() ? "Squash" : "Merge", request.source(), request.target())));
        ObjectId id = signer.insert(inserter, commit);
        inserter.flush();
        return id;
    }
}
