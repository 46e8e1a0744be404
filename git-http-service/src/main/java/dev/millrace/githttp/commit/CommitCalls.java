package dev.millrace.githttp.commit;

import dev.millrace.git.GitStorage;
import dev.millrace.git.check.IncomingMemory;
import dev.millrace.githttp.access.AccessOutcome.Granted;
import dev.millrace.githttp.api.ApiBody;
import dev.millrace.githttp.api.ApiCalls;
import dev.millrace.githttp.commit.CommitBodies.Metadata;
import dev.millrace.githttp.commit.CommitBodies.Restore;
import dev.millrace.githttp.move.ChangeRefused;
import dev.millrace.githttp.move.LendingWaits;
import dev.millrace.githttp.move.Move;
import dev.millrace.githttp.move.MoveOutcome;
import dev.millrace.githttp.move.MoveOutcome.Moved;
import dev.millrace.githttp.move.MoveRefs;
import dev.millrace.githttp.move.Refusal.Why;
import dev.millrace.githttp.move.Staging;
import dev.millrace.githttp.signing.SignCommits;
import dev.millrace.kit.error.MillraceException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/** The calls that add a commit to a branch. */
@ApplicationScoped
class CommitCalls {

    private final ApiCalls calls;
    private final ApiBody bodies;
    private final GitStorage storage;
    private final MoveRefs moveRefs;
    private final SignCommits signCommits;
    private final Clock clock;

    CommitCalls(
            ApiCalls calls,
            ApiBody bodies,
            GitStorage storage,
            MoveRefs moveRefs,
            SignCommits signCommits,
            Clock clock) {
        this.calls = calls;
        this.bodies = bodies;
        this.storage = storage;
        this.moveRefs = moveRefs;
        this.signCommits = signCommits;
        this.clock = clock;
    }

    /** A commit of files that are streamed. */
    MoveOutcome<CommitMade> files(Optional<String> repo, InputStream request) {
        Granted granted = calls.granted(repo);
        return calls.compute(granted, calls.work(granted), work -> {
            try (IncomingMemory memory = storage.openMemory(granted.repository())) {
                var lines = new StreamLines(request, bodies, work, memory);
                Metadata metadata = lines.metadata();
                CommitSpec spec = CommitSpec.of(metadata, Optional.empty(), clock.instant());
                try (Move move = moveRefs.begin(granted, spec.namespace(), new LendingWaits(work));
                        ObjectInserter inserter = move.session().repository().newObjectInserter()) {
                    var files = new SentFiles(
                            metadata.files() == null ? List.of() : metadata.files(),
                            inserter,
                            storage.scratch(),
                            moveRefs.limits().objectBytes());
                    files.receive(lines::next);
                    return carriedOut(granted, move, spec, inserter, files.contents(), (staging, base) -> {
                        try (ObjectReader reader = inserter.newReader()) {
                            return new EditTree(reader, inserter).of(base.map(RevCommit::getTree), files.changes());
                        }
                    });
                }
            }
        });
    }

    /** A commit of a patch that is streamed. */
    MoveOutcome<CommitMade> diff(Optional<String> repo, InputStream request) {
        Granted granted = calls.granted(repo);
        return calls.compute(granted, calls.work(granted), work -> {
            try (IncomingMemory memory = storage.openMemory(granted.repository())) {
                var lines = new StreamLines(request, bodies, work, memory);
                CommitSpec spec = CommitSpec.of(lines.metadata(), Optional.empty(), clock.instant());
                ApplyDiff diff = ApplyDiff.receive(lines, memory);
                try (Move move = moveRefs.begin(granted, spec.namespace(), new LendingWaits(work));
                        ObjectInserter inserter = move.session().repository().newObjectInserter()) {
                    return carriedOut(
                            granted,
                            move,
                            spec,
                            inserter,
                            0,
                            (staging, base) -> diff.to(staging.repository(), inserter, base));
                }
            }
        });
    }

    /** A commit with the files of an older one; the request is JSON, or the same as the first line of a stream. */
    MoveOutcome<CommitMade> restore(Optional<String> repo, InputStream request) throws IOException {
        Granted granted = calls.granted(repo);
        Metadata metadata = bodies.load(request, Restore.class).metadata();
        if (metadata == null) {
            throw MillraceException.badRequest("the field 'metadata' is needed").withCode("invalid");
        }
        ObjectId wanted = CommitSpec.expected(metadata.targetCommitSha(), "target_commit_sha")
                .orElseThrow(() -> MillraceException.badRequest("the field 'target_commit_sha' is needed")
                        .withCode("invalid"));
        CommitSpec spec = CommitSpec.of(
                metadata, Optional.of("Restore to commit " + wanted.name().substring(0, 12)), clock.instant());
        return calls.compute(granted, calls.work(granted), work -> {
            try (Move move = moveRefs.begin(granted, spec.namespace(), new LendingWaits(work));
                    ObjectInserter inserter = move.session().repository().newObjectInserter()) {
                return carriedOut(granted, move, spec, inserter, 0, (staging, base) -> restored(staging, base, wanted));
            }
        });
    }

    private static ObjectId restored(Staging staging, Optional<RevCommit> base, ObjectId wanted)
            throws IOException, ChangeRefused {
        if (base.isEmpty()) {
            throw new ChangeRefused(Why.MISSING, "the branch has no commits");
        }
        try (RevWalk walk = new RevWalk(staging.repository())) {
            if (!walk.getObjectReader().has(wanted)) {
                throw new ChangeRefused(Why.MISSING, "there is no commit '%s'".formatted(wanted.name()));
            }
            RevCommit tip = walk.parseCommit(base.get());
            RevCommit commit = walk.parseCommit(wanted);
            if (commit.equals(tip) || !walk.isMergedInto(commit, tip)) {
                throw new ChangeRefused(
                        Why.UNFULFILLED,
                        "%s is not an ancestor of the branch, which is at %s".formatted(commit.name(), tip.name()));
            }
            return commit.getTree().copy();
        }
    }

    private MoveOutcome<CommitMade> carriedOut(
            Granted granted,
            Move move,
            CommitSpec spec,
            ObjectInserter inserter,
            int contents,
            CommitOnBranch.Trees trees)
            throws IOException {
        long before = move.session().packBytes();
        MoveOutcome<CommitMade> outcome = move.carryOut(new CommitOnBranch(
                storage,
                granted.repository(),
                spec,
                inserter,
                signCommits.of(granted.caller().team()),
                trees));
        return outcome instanceof Moved<CommitMade>(CommitMade made)
                ? new Moved<>(made.with(Math.max(0, move.session().packBytes() - before), contents))
                : outcome;
    }
}
