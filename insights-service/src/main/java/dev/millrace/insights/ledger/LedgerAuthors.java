package dev.millrace.insights.ledger;

import dev.millrace.insights.metric.Authors;

/** The classification of authors that ledgers are derived with. */
public interface LedgerAuthors {

    /** From the settings. */
    Authors authors();

    /** Changes with the classification; what was derived with another one is derived again. */
    String version();
}
