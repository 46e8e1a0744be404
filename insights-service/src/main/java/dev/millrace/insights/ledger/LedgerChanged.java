package dev.millrace.insights.ledger;

/** How other features learn that answers are read from other rows: the versions of their scopes are others. */
public final class LedgerChanged {

    /** Channel of the signal that is sent with every change, of rows or of the version of definitions that is active. */
    public static final String CHANNEL = "insights_ledger";

    private LedgerChanged() {}
}
