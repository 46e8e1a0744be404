package dev.millrace.pipeline.comment;

import dev.millrace.forge.Conversations;
import dev.millrace.forge.ForgeFailure;
import dev.millrace.forge.ForgeFailure.Kind;
import dev.millrace.kit.work.Backoff;
import dev.millrace.pipeline.comment.FeedbackWork.NewReaction;
import dev.millrace.pipeline.comment.FeedbackWork.Reply;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Makes one write at the forge, and records the result. The caller has a slot for it. */
@Singleton
final class WriteFeedback {

    private static final Logger LOG = Logger.getLogger(WriteFeedback.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(5));
    /** Of a write in vain: more than half a day. */
    private static final int MOST_ATTEMPTS = 150;

    private final Conversations conversations;
    private final FeedbackJournal journal;
    private final Clock clock;

    WriteFeedback(Conversations conversations, FeedbackJournal journal, Clock clock) {
        this.conversations = conversations;
        this.journal = journal;
        this.clock = clock;
    }

    /** Writes, and returns until when the installation must not be used; empty if the forge does not limit it. */
    Optional<Instant> write(FeedbackWork work) {
        try {
            switch (work) {
                case NewReaction reaction -> react(reaction);
                case Reply reply -> reply(reply);
            }
            return Optional.empty();
        } catch (ForgeFailure failure) {
            LOG.warnf(
                    "not written: repository=%s kind=%s status=%d: %s",
                    work.repository(), failure.kind(), failure.status(), failure.getMessage());
            failed(work, failure);
            return failure.retryAt();
        } catch (IllegalArgumentException e) {
            // it cannot even be sent
            LOG.errorf(e, "not written: repository=%s", work.repository());
            journal.refused(work, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private void react(NewReaction work) {
        conversations.react(work.installation(), work.repository(), work.commentId(), work.reaction());
        journal.made(work);
    }

    private void reply(Reply work) {
        Optional<Long> known = work.commentId();
        if (known.isEmpty() && work.createSent()) {
            known = conversations.findOwnComment(
                    work.installation(), work.repository(), work.number(), Feedback.MARKER);
        }
        if (known.isPresent()) {
            conversations.edit(work.installation(), work.repository(), known.get(), work.body());
            journal.published(work, known.get());
            return;
        }
        journal.creating(work);
        long created = conversations.comment(work.installation(), work.repository(), work.number(), work.body());
        journal.published(work, created);
    }

    private void failed(FeedbackWork work, ForgeFailure failure) {
        String error = "%s (%d): %s".formatted(failure.kind(), failure.status(), failure.getMessage());
        boolean wasDeleted = failure.kind() == Kind.NOT_FOUND
                && work instanceof Reply reply
                && (reply.commentId().isPresent() || reply.createSent())
                && work.attempts() < 3;
        if (wasDeleted) {
            journal.gone((Reply) work);
            return;
        }
        switch (failure.kind()) {
            case RATE_LIMITED ->
                journal.postponed(
                        work,
                        failure.retryAt()
                                .map(at -> Duration.between(clock.instant(), at))
                                .filter(Duration::isPositive)
                                .orElse(BACKOFF.first()),
                        error);
            case UNAVAILABLE, AMBIGUOUS, UNEXPECTED, AUTHENTICATION_REFUSED -> {
                if (work.attempts() < MOST_ATTEMPTS) {
                    journal.postponed(work, BACKOFF.after(work.attempts()), error);
                } else {
                    journal.refused(work, error);
                }
            }
            case FORBIDDEN, NOT_FOUND, INVALID -> journal.refused(work, error);
        }
    }
}
