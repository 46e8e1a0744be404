package dev.millrace.insights.ledger;

import java.util.List;

/**
 * What is derived from the facts of one history.
 *
 * @param deployments of all tiers
 * @param items of all metrics
 */
public record Ledger(List<LedgerDeployment> deployments, List<Item> items) {

    /** Nothing, as for a history without facts. */
    public static final Ledger EMPTY = new Ledger(List.of(), List.of());

    public Ledger {
        deployments = List.copyOf(deployments);
        items = List.copyOf(items);
    }
}
