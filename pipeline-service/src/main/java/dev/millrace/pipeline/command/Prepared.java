package dev.millrace.pipeline.command;

import dev.millrace.kit.database.Transaction;
import java.time.Instant;
import java.util.Optional;

/** What asking the forge and the mirror about a command has led to. */
sealed interface Prepared {

    /**
     * It ends now.
     *
     * @param effect what it does, in the transaction that ends it
     * @param audited whether it belongs in the audit log: it changes something, or was to
     * @param team slug of the team whose mirror it concerns; empty if there is none
     */
    record Ready(Effect effect, boolean audited, Optional<String> team) implements Prepared {}

    /**
     * It cannot be decided yet.
     *
     * @param reason what is missing
     * @param until when it makes sense to try again; empty for the usual pause
     */
    record Later(String reason, Optional<Instant> until) implements Prepared {}

    /** What a command does. */
    @FunctionalInterface
    interface Effect {

        /** Does it, and returns the reply to the author. */
        CommandResult apply(Transaction tx);
    }
}
