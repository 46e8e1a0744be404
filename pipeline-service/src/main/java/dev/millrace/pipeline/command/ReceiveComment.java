package dev.millrace.pipeline.command;

import dev.millrace.events.forge.Actor;
import dev.millrace.events.forge.CommentChanged;
import dev.millrace.forge.Conversations.Reaction;
import dev.millrace.forge.connection.ForgeConnections;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.comment.Feedback;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Makes rows of the commands in a comment. Only new comments of people on changes count: an edit may come from another person. */
@Singleton
final class ReceiveComment {

    /** More of them in one comment are answered, but not executed. */
    static final int MOST = 10;

    private static final Logger LOG = Logger.getLogger(ReceiveComment.class);
    /** Anyone can comment, and each command causes requests to the forge. */
    static final int MOST_IN_AN_HOUR = 100;

    private final CommandStore store;
    private final Feedback feedback;
    private final ForgeConnections connections;

    ReceiveComment(CommandStore store, Feedback feedback, ForgeConnections connections) {
        this.store = store;
        this.feedback = feedback;
        this.connections = connections;
    }

    /** Stores the commands, and promises an answer with a reaction. A comment that was received before changes nothing. */
    void handle(Transaction tx, CommentChanged comment) {
        Optional<Actor> author = comment.author().filter(one -> one.kind() == Actor.Kind.USER);
        boolean counts = comment.action() == CommentChanged.Action.CREATED
                && comment.kind() == CommentChanged.Kind.CHANGE
                && !comment.byApp()
                && author.isPresent()
                && !connections.isOtherForge(comment.repository().instance());
        if (!counts) {
            return;
        }
        List<String> lines = CommandLines.of(comment.body(), MOST + 1);
        if (!lines.isEmpty()) {
            store(tx, comment, author.get(), lines);
        }
    }

    private void store(Transaction tx, CommentChanged comment, Actor author, List<String> lines) {
        String instance = comment.repository().instance();
        if (store.ofLastHour(tx, instance, author.id()) + lines.size() > MOST_IN_AN_HOUR) {
            LOG.warnf(
                    "commands ignored: %s has written more than %d in an hour: repository=%s comment=%s",
                    author.login(), MOST_IN_AN_HOUR, comment.repository().fullName(), comment.commentId());
            return;
        }
        boolean isNew = false;
        for (int ordinal = 1; ordinal <= lines.size(); ordinal++) {
            isNew |= store.add(
                    tx,
                    new CommandStore.NewCommand(
                            new CommandKey(instance, comment.commentId(), ordinal),
                            comment.repository().id(),
                            comment.repository().fullName(),
                            comment.installationId(),
                            comment.number(),
                            author.login(),
                            author.id(),
                            lines.get(ordinal - 1),
                            comment.createdAt()));
        }
        if (isNew) {
            store.place(tx, instance, comment.commentId())
                    .ifPresent(place -> feedback.react(tx, place, comment.commentId(), Reaction.EYES));
            Signals.send(tx, CommandWorker.SIGNAL);
        }
    }
}
