package dev.millrace.githttp.commit;

import dev.millrace.events.git.RefsMoved.Cause;
import dev.millrace.git.GitStorage;
import dev.millrace.git.ref.RefNamespace;
import dev.millrace.git.write.WriteSession;
import dev.millrace.githttp.access.AccessOutcome.Granted;
import dev.millrace.githttp.api.ApiCalls;
import dev.millrace.githttp.api.ApiQuery;
import dev.millrace.githttp.api.Revision;
import dev.millrace.githttp.commit.MergeBranches.Merged;
import dev.millrace.githttp.commit.MergeBranches.Strategy;
import dev.millrace.githttp.move.ChangeRefused;
import dev.millrace.githttp.move.LendingWaits;
import dev.millrace.githttp.move.Move;
import dev.millrace.githttp.move.MoveOutcome;
import dev.millrace.githttp.move.MoveRefs;
import dev.millrace.githttp.move.Refusal.Why;
import dev.millrace.githttp.move.Staging;
import dev.millrace.githttp.signing.SignCommits;
import dev.millrace.kit.error.MillraceException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;

/** The calls that merge branches, and that show what a merge would do. */
@ApplicationScoped
class MergeCalls {

    private final ApiCalls calls;
    private final GitStorage storage;
    private final MoveRefs moveRefs;
    private final SignCommits signCommits;
    private final Clock clock;

    MergeCalls(ApiCalls calls, GitStorage storage, MoveRefs moveRefs, SignCommits signCommits, Clock clock) {
        this.calls = calls;
        this.storage = storage;
        this.moveRefs = moveRefs;
        this.signCommits = signCommits;
        this.clock = clock;
    }

    /**
     * A merge that was carried out.
     *
     * @param outcome what became of it
     * @param body of the request
     */
    record Answer(MoveOutcome<Merged> outcome, MergeBodies.Request body) {}

    Answer merge(Optional<String> repo, MergeBodies.Request body) {
        MergeBranches.Request request = request(body, clock.instant());
        RefNamespace target = ApiCalls.namespace(Boolean.TRUE.equals(body.targetIsEphemeral()));
        RefNamespace source = ApiCalls.namespace(Boolean.TRUE.equals(body.sourceIsEphemeral()));
        Granted granted = calls.granted(repo);
        return calls.compute(granted, calls.work(granted), work -> {
            try (Move move = moveRefs.begin(granted, target, new LendingWaits(work));
                    ObjectInserter inserter = move.session().repository().newObjectInserter()) {
                MergeBranches.Sources sources = staging -> source == target
                        ? source(staging, granted, request.source())
                        : elsewhere(granted, source, request.source());
                var merge = new MergeBranches(
                        request,
                        sources,
                        inserter,
                        signCommits.of(granted.caller().team()));
                return new Answer(move.carryOut(merge), body);
            }
        });
    }

    private static MergeBranches.Request request(MergeBodies.Request body, Instant at) {
        Strategy strategy = switch (body.strategy() == null ? "merge" : body.strategy()) {
            case "merge" -> Strategy.MERGE;
            case "ff_only" -> Strategy.FF_ONLY;
            case "ff_prefer" -> Strategy.FF_PREFER;
            case String other ->
                throw MillraceException.badRequest(
                        "the strategy is 'merge', 'ff_only' or 'ff_prefer', not '%s'".formatted(other));
        };
        boolean isSquash = Boolean.TRUE.equals(body.squash());
        if (isSquash && strategy == Strategy.FF_ONLY) {
            throw MillraceException.badRequest("'squash' makes a commit, and the strategy 'ff_only' makes none");
        }
        return new MergeBranches.Request(
                CommitSpec.branch(body.sourceBranch(), "source_branch"),
                CommitSpec.branch(body.targetBranch(), "target_branch"),
                strategy,
                CommitSpec.expected(body.expectedTargetSha(), "expected_target_sha"),
                Optional.ofNullable(body.commitMessage()).filter(text -> !text.isBlank()),
                Optional.ofNullable(body.author()).map(person -> PersonBody.ident(person, "author", at)),
                Optional.ofNullable(body.committer()).map(person -> PersonBody.ident(person, "committer", at)),
                Boolean.TRUE.equals(body.allowUnrelatedHistories()),
                isSquash);
    }

    private static ObjectId source(Staging staging, Granted granted, String name) throws IOException, ChangeRefused {
        Optional<ObjectId> tip = staging.tip(Constants.R_HEADS + name);
        return tip.isPresent() ? tip.get() : found(staging.repository(), granted, name);
    }

    private ObjectId elsewhere(Granted granted, RefNamespace namespace, String name) throws IOException, ChangeRefused {
        try (Repository there = storage.read(granted.repository(), namespace)) {
            return found(there, granted, name);
        }
    }

    private static ObjectId found(Repository git, Granted granted, String name) throws IOException, ChangeRefused {
        return Revision.find(git, name)
                .orElseThrow(() -> new ChangeRefused(
                        Why.MISSING,
                        "there is no commit, branch or tag '%s' in %s"
                                .formatted(name, granted.repository().name())));
    }

    /** Merges in a session that is dropped. */
    MergeBodies.Preview preview(Optional<String> repo, ApiQuery query) {
        String source = CommitSpec.branch(query.required("source_branch", "source_ref"), "source_branch");
        String target = CommitSpec.branch(query.required("target_branch", "target_ref"), "target_branch");
        boolean isWithContent = query.flag("include_content");
        RefNamespace sourceSpace = ApiCalls.namespace(query.flag("source_is_ephemeral"));
        RefNamespace targetSpace = ApiCalls.namespace(query.flag("target_is_ephemeral"));
        Granted granted = calls.granted(repo);
        return calls.compute(granted, calls.work(granted), work -> {
            ObjectId ours = tip(granted, targetSpace, target);
            ObjectId theirs = tip(granted, sourceSpace, source);
            try (WriteSession session = moveRefs.open(granted, Cause.API, targetSpace);
                    ObjectInserter inserter = session.repository().newObjectInserter();
                    RevWalk walk = new RevWalk(session.repository())) {
                var both = new ThreeWay(session.repository(), walk, ours, theirs);
                return preview(both, walk, inserter, source, target, isWithContent);
            }
        });
    }

    private static ShowConflicts.Shown shown(
            ObjectInserter inserter, RevWalk walk, ThreeWay both, ThreeWay.Merge merge, Optional<ObjectId> base)
            throws IOException {
        try (ObjectReader reader = inserter.newReader()) {
            return new ShowConflicts(reader, walk).of(both, merge, base);
        }
    }

    private ObjectId tip(Granted granted, RefNamespace namespace, String name) throws IOException {
        try (Repository git = storage.read(granted.repository(), namespace)) {
            return Revision.find(git, name).orElseThrow(() -> Revision.missing(granted.repository(), name));
        }
    }

    private static MergeBodies.Preview preview(
            ThreeWay both, RevWalk walk, ObjectInserter inserter, String source, String target, boolean isWithContent)
            throws IOException {
        Optional<ObjectId> base = both.base();
        ThreeWay.Merge merge = new ThreeWay.Merge(Optional.empty(), List.of(), Map.of(), Optional.empty());
        String result;
        if (both.isMerged()) {
            result = "no_op";
        } else if (both.isFastForward()) {
            result = "fast_forward";
        } else {
            result = "merge_commit";
            merge = both.merge(inserter);
        }
        ShowConflicts.Shown shown = isWithContent && !merge.conflicts().isEmpty()
                ? shown(inserter, walk, both, merge, base)
                : new ShowConflicts.Shown(List.of(), List.of());
        return new MergeBodies.Preview(
                merge.conflicts().isEmpty() ? "clean" : "conflicted",
                result,
                source,
                source,
                target,
                both.source().name(),
                both.target().name(),
                base.map(ObjectId::name).orElse(null),
                merge.conflicts(),
                shown.conflicts(),
                shown.filtered());
    }
}
