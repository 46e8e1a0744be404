package dev.millrace.forge;

import dev.millrace.kit.database.Signals;
import dev.millrace.kit.database.Transaction;

/**
 * An installation was removed, suspended or unlinked: every process drops the tokens that it has cached. Requesting the others
 * again costs one request each, and such events are rare.
 */
public final class TokenSignals {

    private static final String CHANNEL = "forge_tokens";

    private TokenSignals() {}

    /** Informs all processes when the transaction commits. */
    public static void send(Transaction tx) {
        Signals.send(tx, CHANNEL);
    }

    /** From now on the cache is emptied on each signal. */
    public static void listen(Signals signals, InstallationTokens tokens) {
        signals.listen(CHANNEL, tokens::forgetAll);
    }
}
