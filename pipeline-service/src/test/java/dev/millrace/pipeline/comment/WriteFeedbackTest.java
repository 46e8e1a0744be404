package dev.millrace.pipeline.comment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.forge.Conversations;
import dev.millrace.forge.ForgeChange;
import dev.millrace.forge.ForgeFailure;
import dev.millrace.forge.ForgeInstallation;
import dev.millrace.pipeline.comment.FeedbackWork.NewReaction;
import dev.millrace.pipeline.comment.FeedbackWork.Reply;
import dev.millrace.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class WriteFeedbackTest {

    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    private static final ForgeInstallation INSTALLATION = new ForgeInstallation("github.com", "7");

    private final List<String> steps = new ArrayList<>();
    private final FakeForge forge = new FakeForge();
    private final WriteFeedback writeFeedback = new WriteFeedback(forge, new FakeJournal(), new SettableClock(NOW));

    @Test
    void reacts() {
        assertThat(writeFeedback.write(reaction(1))).isEmpty();

        assertThat(steps).containsExactly("react 12 EYES", "made");
    }

    @Test
    void notesThatItCreatesTheCommentBeforeItDoes() {
        writeFeedback.write(reply(Optional.empty(), false));

        assertThat(steps).containsExactly("creating", "comment text", "published 99");
    }

    @Test
    void editsTheCommentThatItKnows() {
        writeFeedback.write(reply(Optional.of(5L), true));

        assertThat(steps).containsExactly("edit 5 text", "published 5");
    }

    @Test
    void looksForTheCommentWhoseCreationWasNotConfirmed() {
        forge.own = Optional.of(6L);

        writeFeedback.write(reply(Optional.empty(), true));

        assertThat(steps).containsExactly("find <!-- millrace:commands -->", "edit 6 text", "published 6");
    }

    @Test
    void createsTheCommentThatItDoesNotFind() {
        writeFeedback.write(reply(Optional.empty(), true));

        assertThat(steps)
                .containsExactly("find <!-- millrace:commands -->", "creating", "comment text", "published 99");
    }

    @Test
    void createsAnotherCommentAfterItsOwnWasDeleted() {
        forge.failure = Optional.of(ForgeFailure.notFound("gone"));

        writeFeedback.write(reply(Optional.of(5L), true));

        assertThat(steps).containsExactly("edit 5 text", "gone");
    }

    @Test
    void givesUpAReactionToADeletedComment() {
        forge.failure = Optional.of(ForgeFailure.notFound("gone"));

        writeFeedback.write(reaction(1));

        assertThat(steps).containsExactly("react 12 EYES", "refused");
    }

    @Test
    void triesAgainAfterARateLimitAndReportsIt() {
        forge.failure = Optional.of(ForgeFailure.rateLimited("slow down", NOW.plusSeconds(90)));

        assertThat(writeFeedback.write(reaction(1))).contains(NOW.plusSeconds(90));

        assertThat(steps).containsExactly("react 12 EYES", "postponed PT1M30S");
    }

    @Test
    void triesAgainLaterAndLaterButNotForEver() {
        forge.failure = Optional.of(ForgeFailure.noApp("github.com"));

        writeFeedback.write(reaction(1));
        writeFeedback.write(reaction(3));
        writeFeedback.write(reaction(150));

        assertThat(steps)
                .filteredOn(step -> !step.startsWith("react"))
                .containsExactly("postponed PT2S", "postponed PT8S", "refused");
    }

    private static NewReaction reaction(int attempts) {
        return new NewReaction(
                UUID.randomUUID(), INSTALLATION, "acme/widgets", attempts, "12", Conversations.Reaction.EYES);
    }

    private static Reply reply(Optional<Long> known, boolean createSent) {
        return new Reply(UUID.randomUUID(), INSTALLATION, "acme/widgets", 1, "100", 7, "text", 3, known, createSent);
    }

    private final class FakeForge implements Conversations {

        private Optional<Long> own = Optional.empty();
        private Optional<ForgeFailure> failure = Optional.empty();

        private void step(String step) {
            steps.add(step);
            failure.ifPresent(thrown -> {
                throw thrown;
            });
        }

        @Override
        public ForgeChange change(ForgeInstallation installation, String repository, long number) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void react(ForgeInstallation installation, String repository, String commentId, Reaction reaction) {
            step("react " + commentId + " " + reaction);
        }

        @Override
        public Optional<Long> findOwnComment(
                ForgeInstallation installation, String repository, long number, String marker) {
            step("find " + marker);
            return own;
        }

        @Override
        public long comment(ForgeInstallation installation, String repository, long number, String text) {
            step("comment " + text);
            return 99;
        }

        @Override
        public void edit(ForgeInstallation installation, String repository, long commentId, String text) {
            step("edit " + commentId + " " + text);
        }
    }

    private final class FakeJournal implements FeedbackJournal {

        @Override
        public void made(NewReaction reaction) {
            steps.add("made");
        }

        @Override
        public void creating(Reply reply) {
            steps.add("creating");
        }

        @Override
        public void published(Reply reply, long commentId) {
            steps.add("published " + commentId);
        }

        @Override
        public void gone(Reply reply) {
            steps.add("gone");
        }

        @Override
        public void postponed(FeedbackWork work, Duration delay, String error) {
            steps.add("postponed " + delay);
        }

        @Override
        public void refused(FeedbackWork work, String error) {
            steps.add("refused");
        }
    }
}
