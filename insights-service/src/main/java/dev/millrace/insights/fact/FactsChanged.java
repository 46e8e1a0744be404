package dev.millrace.insights.fact;

/** How other features learn that facts changed: {@code insights.dirty} names their scopes. */
public final class FactsChanged {

    /** Channel of the signal that is sent with every row of {@code insights.dirty}. */
    public static final String CHANNEL = "insights_dirty";

    private FactsChanged() {}
}
