package dev.millrace.git.dfs;

import dev.millrace.events.EventIds;
import dev.millrace.events.git.CommitsReached;
import dev.millrace.events.git.CommitsReached.ReachedCommit;
import dev.millrace.events.git.MirroredRepository;
import dev.millrace.events.git.RefsMoved;
import dev.millrace.events.git.RefsMoved.RefMove;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.check.Cancellation;
import dev.millrace.git.check.HistoryMemory;
import dev.millrace.git.check.PackOverLimit;
import dev.millrace.git.check.WalkMemory;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.outbox.Outbox;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Writes events of moved refs and newly reachable commits, in parts that Kafka accepts. */
final class RefEvents {

    /** Malicious commits may contain megabytes here. */
    private static final int LONGEST_NAME = 1_000;

    private static final int LONGEST_TITLE = 200;
    private static final int MOST_PARENTS = 1_000;
    private static final int MOST_CO_AUTHORS = 10;
    private static final int LONGEST_CO_AUTHOR = 200;

    /** For commits whose author line cannot be read. */
    private static final PersonIdent UNKNOWN_PERSON = new PersonIdent("", "", Instant.EPOCH, ZoneOffset.UTC);

    private static final Logger LOG = Logger.getLogger(RefEvents.class);

    private final Outbox outbox;
    private final Clock clock;
    private final HistoryMemory memory;

    /** @param memory of the walk over new commits */
    RefEvents(Outbox outbox, Clock clock, HistoryMemory memory) {
        this.outbox = outbox;
        this.clock = clock;
        this.memory = memory;
    }

    void refsMoved(Transaction tx, StoredRepository after, UpdateContext mover, List<MovedRef> moves, Instant at) {
        MirroredRepository repository = after.toEvent();
        var parts = new EventParts<RefMove>(
                RefEvents::bytes,
                (part, some) -> outbox.add(
                        tx,
                        new RefsMoved(
                                EventIds.of("git.refs.moved", repository.id(), after.refsVersion(), part),
                                repository,
                                mover.cause(),
                                after.refsVersion(),
                                part,
                                some,
                                mover.pushOptions(),
                                after.checkedAt(),
                                at)));
        moves.forEach(move -> parts.add(move.toEvent()));
        parts.finish();
    }

    /**
     * Reports the commits reachable from the new tip of the default branch and not from the old one, newest first. They are
     * walked and written one part at a time: a first import may contain a million. The transaction is kept alive meanwhile,
     * also while a long history is walked before the first new commit is found. If the memory for histories does not suffice,
     * the oldest commits are not reported.
     *
     * @param oldTip empty if there was none
     */
    void commitsReached(
            Transaction tx,
            StoredRepository after,
            Repository view,
            @Nullable ObjectId oldTip,
            ObjectId newTip,
            Instant at)
            throws IOException {
        MirroredRepository repository = after.toEvent();
        var parts = new EventParts<ReachedCommit>(
                RefEvents::bytes,
                (part, some) -> outbox.add(
                        tx,
                        new CommitsReached(
                                EventIds.of("git.commits.reached", repository.id(), after.refsVersion(), part),
                                repository,
                                after.head(),
                                newTip.name(),
                                after.refsVersion(),
                                part,
                                some,
                                at)));
        var alive = new AliveWhileReading(tx, clock);
        try {
            Cancellation.<Void, IOException>during(
                    alive,
                    () -> WalkMemory.charged(memory::open, () -> {
                        walk(view, oldTip, newTip, commit -> {
                            alive.run();
                            parts.add(reached(commit));
                        });
                        return null;
                    }));
        } catch (PackOverLimit full) {
            LOG.warnf(
                    "repositoryId=%s refsVersion=%d older commits are not reported: %s",
                    repository.id(), after.refsVersion(), full.getMessage());
        }
        parts.finish();
    }

    private static void walk(Repository view, @Nullable ObjectId oldTip, ObjectId newTip, Consumer<RevCommit> onCommit)
            throws IOException {
        try (var walk = new RevWalk(view)) {
            if (!(walk.parseAny(newTip) instanceof RevCommit start)) {
                return;
            }
            walk.markStart(start);
            if (oldTip != null && walk.parseAny(oldTip) instanceof RevCommit end) {
                walk.markUninteresting(end);
            }
            for (RevCommit commit = walk.next(); commit != null; commit = walk.next()) {
                onCommit.accept(commit);
                commit.disposeBody();
            }
        }
    }

    private static ReachedCommit reached(RevCommit commit) {
        PersonIdent author = Optional.ofNullable(commit.getAuthorIdent()).orElse(UNKNOWN_PERSON);
        PersonIdent committer = Optional.ofNullable(commit.getCommitterIdent()).orElse(UNKNOWN_PERSON);
        return new ReachedCommit(
                commit.name(),
                Arrays.stream(commit.getParents())
                        .limit(MOST_PARENTS)
                        .map(RevCommit::name)
                        .toList(),
                shortened(commit.getShortMessage(), LONGEST_TITLE),
                shortened(author.getName(), LONGEST_NAME),
                shortened(author.getEmailAddress(), LONGEST_NAME),
                author.getWhenAsInstant(),
                committer.getWhenAsInstant(),
                commit.getFooterLines("Co-authored-by").stream()
                        .limit(MOST_CO_AUTHORS)
                        .map(coAuthor -> shortened(coAuthor, LONGEST_CO_AUTHOR))
                        .toList());
    }

    private static String shortened(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        return text.substring(0, end);
    }

    private static int bytes(RefMove move) {
        return 150 + EventParts.jsonBytes(move.ref()) + bytes(move.before()) + bytes(move.after());
    }

    private static int bytes(Optional<String> value) {
        return value.map(EventParts::jsonBytes).orElse(0);
    }

    private static int bytes(ReachedCommit commit) {
        return 250
                + 45 * commit.parents().size()
                + EventParts.jsonBytes(commit.title())
                + EventParts.jsonBytes(commit.authorName())
                + EventParts.jsonBytes(commit.authorEmail())
                + commit.coAuthors().stream()
                        .mapToInt(coAuthor -> 20 + EventParts.jsonBytes(coAuthor))
                        .sum();
    }
}
