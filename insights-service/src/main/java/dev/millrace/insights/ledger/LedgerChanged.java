package dev.millrace.insights.ledger;

/** How other features learn that derived rows changed: the versions of their scopes are others. */
public final class LedgerChanged {

    /** Channel of the signal that is sent with every change. */
    public static final String CHANNEL = "insights_ledger";

    private LedgerChanged() {}
}
