package dev.millrace.pipeline.command;

import dev.millrace.events.forge.Actor;
import dev.millrace.events.forge.ChangeReviewed;
import dev.millrace.forge.connection.ForgeConnections;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.trigger.ChangeHeads;
import dev.millrace.pipeline.trigger.ReviewListener;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Lets an approving review of a change from a fork approve the commit that was reviewed, as {@code /ok-to-test} with its number would.
 * Whether the reviewer may is asked then, and so is whether it is still the newest commit. Reviews of other changes are not asked about.
 */
@Singleton
final class ReceiveReview implements ReviewListener {

    private static final Logger LOG = Logger.getLogger(ReceiveReview.class);

    private final CommandStore store;
    private final ChangeHeads heads;
    private final ForgeConnections connections;

    ReceiveReview(CommandStore store, ChangeHeads heads, ForgeConnections connections) {
        this.store = store;
        this.heads = heads;
        this.connections = connections;
    }

    @Override
    public void reviewed(Transaction tx, ChangeReviewed review) {
        Optional<Actor> reviewer = review.reviewer().filter(one -> one.kind() == Actor.Kind.USER);
        if (review.action() == ChangeReviewed.Action.SUBMITTED
                && review.verdict() == ChangeReviewed.Verdict.APPROVED
                && reviewer.isPresent()
                && !connections.isOtherForge(review.repository().instance())) {
            review.headSha()
                    .filter(sha -> heads.isFromFork(tx, review.repository().key(), review.number(), sha))
                    .ifPresent(sha -> store(tx, review, reviewer.get(), sha));
        }
    }

    private void store(Transaction tx, ChangeReviewed review, Actor reviewer, String sha) {
        String instance = review.repository().instance();
        if (store.ofLastHour(tx, instance, reviewer.id()) >= ReceiveComment.MOST_IN_AN_HOUR) {
            LOG.warnf(
                    "review ignored: %s has written too many commands in an hour: repository=%s review=%s",
                    reviewer.login(), review.repository().fullName(), review.reviewId());
            return;
        }
        boolean isNew = store.add(
                tx,
                new CommandStore.NewCommand(
                        CommandKey.ofReview(instance, review.reviewId()),
                        review.repository().id(),
                        review.repository().fullName(),
                        review.installationId(),
                        review.number(),
                        reviewer.login(),
                        reviewer.id(),
                        "/ok-to-test " + sha,
                        review.occurredAt()));
        if (isNew) {
            Signals.send(tx, CommandWorker.SIGNAL);
        }
    }
}
