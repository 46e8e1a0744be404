package dev.millrace.githttp.catalog;

import dev.millrace.githttp.catalog.BaseRepo.Fork;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/** Where the default branch of a fork starts. */
sealed interface ForkPoint {

    /** At this commit. */
    record At(ObjectId commit) implements ForkPoint {}

    /** Nowhere: the source's own default branch has no commit yet. */
    record Unborn() implements ForkPoint {}

    /** The request names a commit or ref that the source does not have. */
    record Missing(String what) implements ForkPoint {}

    /** Looks up {@code sha}, else {@code ref}, else HEAD. */
    static ForkPoint of(Repository source, Fork fork) throws IOException {
        try (var walk = new RevWalk(source)) {
            if (fork.sha().isPresent()) {
                return ofCommit(source, walk, fork.sha().get());
            }
            if (fork.ref().isPresent()) {
                return ofRef(source, walk, fork.ref().get());
            }
            Ref head = source.exactRef(Constants.HEAD);
            return head == null || head.getObjectId() == null
                    ? new Unborn()
                    : new At(walk.parseCommit(head.getObjectId()).copy());
        }
    }

    private static ForkPoint ofCommit(Repository source, RevWalk walk, String sha) throws IOException {
        if (!ObjectId.isId(sha)) {
            return new Missing("base_repo.sha '%s' is not 40 hex digits".formatted(sha));
        }
        var missing = new Missing("the source has no commit " + sha);
        try {
            RevCommit commit = walk.parseCommit(ObjectId.fromString(sha));
            // commits left behind by a forced push are kept only for a while, so a fork cannot start from them
            Stream<RevCommit> tips = tips(source, walk).stream();
            Optional<RevCommit> unreachable =
                    walk.getObjectReader().createReachabilityChecker(walk).areAllReachable(List.of(commit), tips);
            return unreachable.isPresent() ? missing : new At(commit.copy());
        } catch (MissingObjectException | IncorrectObjectTypeException e) {
            return missing;
        }
    }

    private static List<RevCommit> tips(Repository source, RevWalk walk) throws IOException {
        var tips = new java.util.ArrayList<RevCommit>();
        for (Ref ref : refs(source)) {
            if (walk.peel(walk.parseAny(ref.getObjectId())) instanceof RevCommit commit) {
                tips.add(commit);
            }
        }
        return tips;
    }

    private static ForkPoint ofRef(Repository source, RevWalk walk, String name) throws IOException {
        for (String full : List.of(name, Constants.R_HEADS + name, Constants.R_TAGS + name)) {
            Ref ref = isForkable(full) || full.equals(Constants.HEAD) ? source.exactRef(full) : null;
            if (ref != null
                    && ref.getObjectId() != null
                    && walk.peel(walk.parseAny(ref.getObjectId())) instanceof RevCommit commit) {
                return new At(commit.copy());
            }
        }
        return new Missing("the source has no branch or tag '%s'".formatted(name));
    }

    /** Branches and tags, which a fork copies. */
    static List<Ref> refs(Repository source) throws IOException {
        return source.getRefDatabase().getRefsByPrefix(Constants.R_HEADS, Constants.R_TAGS).stream()
                .filter(ref -> ref.getObjectId() != null)
                .toList();
    }

    private static boolean isForkable(String name) {
        return name.startsWith(Constants.R_HEADS) || name.startsWith(Constants.R_TAGS);
    }
}
