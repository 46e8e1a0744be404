package dev.millrace.githttp.commit;

import dev.millrace.git.GitStorage;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.githttp.api.Revision;
import dev.millrace.githttp.move.Change;
import dev.millrace.githttp.move.ChangeRefused;
import dev.millrace.githttp.move.RefMove;
import dev.millrace.githttp.move.Refusal;
import dev.millrace.githttp.move.Refusal.Why;
import dev.millrace.githttp.move.Staging;
import dev.millrace.githttp.signing.CommitSigner;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Adds one commit to a branch. A request with an expected head that is repeated, because its response was lost, finds that the
 * branch has exactly this commit on top of the expected one, and gets the same response again.
 */
final class CommitOnBranch implements Change<CommitMade> {

    private final GitStorage storage;
    private final StoredRepository stored;
    private final CommitSpec spec;
    private final ObjectInserter inserter;
    private final CommitSigner signer;
    private final Trees trees;

    /** Makes the tree of the new commit. */
    @FunctionalInterface
    interface Trees {

        /**
         * The tree.
         *
         * @param base commit that the new one follows; empty for the first
         */
        ObjectId on(Staging staging, Optional<RevCommit> base) throws IOException, ChangeRefused;
    }

    /** @param inserter of the session; flushed when the commit is complete */
    CommitOnBranch(
            GitStorage storage,
            StoredRepository stored,
            CommitSpec spec,
            ObjectInserter inserter,
            CommitSigner signer,
            Trees trees) {
        this.storage = storage;
        this.stored = stored;
        this.spec = spec;
        this.inserter = inserter;
        this.signer = signer;
        this.trees = trees;
    }

    @Override
    public Planned<CommitMade> on(Staging staging) throws IOException, ChangeRefused {
        Optional<ObjectId> tip = staging.tip(spec.ref());
        try (RevWalk walk = new RevWalk(staging.repository())) {
            if (spec.expected().isPresent() && !spec.expected().equals(tip)) {
                return repeated(staging, walk, tip);
            }
            Optional<ObjectId> from = tip.isPresent() ? tip : base(staging);
            Optional<RevCommit> base = from.isPresent() ? Optional.of(walk.parseCommit(from.get())) : Optional.empty();
            ObjectId tree = trees.on(staging, base);
            if (base.isPresent() && base.get().getTree().equals(tree)) {
                throw new ChangeRefused(
                        new Refusal(Why.UNFULFILLED, "no changes to commit", tip, List.of(), Optional.empty()));
            }
            ObjectId commit = insert(tree, from);
            ObjectId before = tip.orElse(ObjectId.zeroId());
            return new Planned<>(
                    List.of(new RefMove(spec.ref(), before, commit)),
                    new CommitMade(commit, tree, spec.branch(), before, 0, 0));
        }
    }

    private ObjectId insert(ObjectId tree, Optional<ObjectId> parent) throws IOException {
        var commit = new CommitBuilder();
        commit.setTreeId(tree);
        parent.ifPresent(commit::setParentId);
        commit.setAuthor(spec.author());
        commit.setCommitter(spec.committer());
        commit.setMessage(spec.message());
        ObjectId id = signer.insert(inserter, commit);
        inserter.flush();
        return id;
    }

    private Optional<ObjectId> base(Staging staging) throws IOException, ChangeRefused {
        if (spec.base().isPresent()) {
            String name = Constants.R_HEADS + spec.base().get();
            Optional<ObjectId> found = spec.baseNamespace() == spec.namespace() ? staging.tip(name) : elsewhere(name);
            return Optional.of(found.orElseThrow(() -> new ChangeRefused(
                    Why.MISSING,
                    "there is no branch '%s' in %s".formatted(spec.base().get(), stored.name()))));
        }
        if (!staging.isEmpty()) {
            throw new ChangeRefused(
                    Why.MISSING,
                    "there is no branch '%s' in %s: a new one needs 'base_branch'"
                            .formatted(spec.branch(), stored.name()));
        }
        return Optional.empty();
    }

    private Optional<ObjectId> elsewhere(String name) throws IOException {
        try (Repository there = storage.read(stored, spec.baseNamespace())) {
            return Revision.find(there, name);
        }
    }

    /** The commit that a former request of the same made, if the branch has it. */
    private Planned<CommitMade> repeated(Staging staging, RevWalk walk, Optional<ObjectId> tip)
            throws IOException, ChangeRefused {
        ObjectId expected = spec.expected().orElseThrow();
        if (tip.isPresent()) {
            RevCommit last = walk.parseCommit(tip.get());
            if (last.getParentCount() == 1
                    && last.getParent(0).equals(expected)
                    && last.getFullMessage().equals(spec.message())
                    && isSame(last.getAuthorIdent(), spec.author())
                    && isSame(last.getCommitterIdent(), spec.committer())
                    && last.getTree().equals(trees.on(staging, Optional.of(walk.parseCommit(expected))))) {
                return new Planned<>(
                        List.of(), new CommitMade(last.copy(), last.getTree().copy(), spec.branch(), expected, 0, 0));
            }
        }
        throw new ChangeRefused(stale(spec.branch(), expected, tip));
    }

    private static boolean isSame(PersonIdent one, PersonIdent other) {
        return one.getName().equals(other.getName()) && one.getEmailAddress().equals(other.getEmailAddress());
    }

    static Refusal stale(String branch, ObjectId expected, Optional<ObjectId> tip) {
        return new Refusal(
                Why.STALE,
                "the branch '%s' is at %s, not at %s"
                        .formatted(branch, tip.map(ObjectId::name).orElse("nothing"), expected.name()),
                tip,
                List.of(),
                Optional.empty());
    }
}
