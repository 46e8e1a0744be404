package dev.millrace.pipeline.command;

import dev.millrace.events.platform.ActionAudited;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.outbox.Outbox;
import dev.millrace.kit.work.Backoff;
import dev.millrace.pipeline.comment.Feedback;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Executes a claimed command. What it does, its end, the audit record and the reply are one transaction, and only of the worker
 * that still holds the claim: however often an attempt is repeated, the command has one effect.
 */
@Singleton
final class ExecuteCommand {

    private static final Logger LOG = Logger.getLogger(ExecuteCommand.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(1));
    /** A command that has waited for longer would surprise its author. */
    private static final Duration GIVE_UP_AFTER = Duration.ofHours(1);

    private static final String SERVICE = "pipeline";
    private static final int LONGEST_AUDITED = 200;

    private final Database database;
    private final CommandStore store;
    private final PrepareCommand prepareCommand;
    private final RenderReply renderReply;
    private final Feedback feedback;
    private final Outbox outbox;
    private final Clock clock;

    ExecuteCommand(
            Database database,
            CommandStore store,
            PrepareCommand prepareCommand,
            RenderReply renderReply,
            Feedback feedback,
            Outbox outbox,
            Clock clock) {
        this.database = database;
        this.store = store;
        this.prepareCommand = prepareCommand;
        this.renderReply = renderReply;
        this.feedback = feedback;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * Executes it, or gives the claim back until it makes sense to try again.
     *
     * @throws InterruptedException if this instance stops meanwhile; the claim ends by itself
     */
    void execute(CommandRow row) throws InterruptedException {
        Duration age = database.inTransaction(tx -> store.age(tx, row));
        switch (prepareCommand.prepare(row, age)) {
            case Prepared.Ready ready -> database.useTransaction(tx -> end(tx, row, ready));
            case Prepared.Later later -> postpone(row, later, age);
        }
    }

    private void postpone(CommandRow row, Prepared.Later later, Duration age) {
        LOG.infof(
                "command waits: repository=%s change=%d comment=%s attempts=%d: %s",
                row.place().fullName(), row.place().number(), row.key().commentId(), row.attempts(), later.reason());
        Duration pause = later.until()
                .map(until -> Duration.between(clock.instant(), until))
                .filter(Duration::isPositive)
                .orElseGet(() -> BACKOFF.after(row.attempts()));
        if (age.plus(pause).compareTo(GIVE_UP_AFTER) > 0) {
            var gaveUp = CommandResult.refused("Given up after an hour. The last reason: "
                    + Text.code(Text.shortened(later.reason(), LONGEST_AUDITED)));
            var ready = new Prepared.Ready(tx -> gaveUp, false, Optional.empty());
            database.useTransaction(tx -> end(tx, row, ready));
        } else {
            database.useTransaction(tx -> store.postpone(tx, row, pause));
        }
    }

    private void end(Transaction tx, CommandRow row, Prepared.Ready ready) {
        if (!store.isHeld(tx, row)) {
            LOG.warnf(
                    "claim lost: comment=%s ordinal=%d",
                    row.key().commentId(), row.key().ordinal());
            return;
        }
        CommandResult result = ready.effect().apply(tx);
        store.settle(tx, row, result);
        if (!row.key().isReview()) {
            result.state()
                    .reaction()
                    .ifPresent(reaction ->
                            feedback.react(tx, row.place(), row.key().commentId(), reaction));
            renderReply.render(tx, row.place());
        }
        if (ready.audited()) {
            audit(tx, row, result, ready.team());
        }
        LOG.infof(
                "command ended: repository=%s change=%d comment=%s ordinal=%d author=%s state=%s builds=%d",
                row.place().fullName(),
                row.place().number(),
                row.key().commentId(),
                row.key().ordinal(),
                row.author(),
                result.state().wireName(),
                result.builds().size());
    }

    private void audit(Transaction tx, CommandRow row, CommandResult result, Optional<String> team) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        String outcome = "%s%s: %s"
                .formatted(
                        Text.shortened(row.written(), LONGEST_AUDITED),
                        result.sha().map(sha -> " for " + sha).orElse(""),
                        Text.shortened(result.reply(), LONGEST_AUDITED));
        outbox.add(
                tx,
                new ActionAudited(
                        UUID.randomUUID(),
                        SERVICE,
                        row.author(),
                        Optional.empty(),
                        team,
                        result.state() == CommandState.DONE ? "command.executed" : "command.refused",
                        row.place().fullName() + "#" + row.place().number(),
                        Optional.empty(),
                        Optional.of(outcome),
                        now));
    }
}
