package dev.millrace.insights.ledger;

import dev.millrace.insights.metric.FailureSignal;
import dev.millrace.insights.metric.Tier;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A deployment, what it did, and what became of it.
 *
 * @param tier of the environment; its history was judged among the deployments of this tier
 * @param id the forge's number
 * @param at when it ended; of one that has not, when it was created
 * @param effect what it did
 * @param reason for {@link Effect#UNKNOWN}; else empty
 * @param environment as written
 * @param sha commit that is deployed
 * @param ref requested branch, tag or id
 * @param createdAt when the record was made
 * @param startedAt when it began
 * @param commits how many commits it shipped first
 * @param failed whether there is evidence that it was bad
 * @param rework whether it remediates
 * @param recoveredAt when it was recovered; empty if it was not
 * @param recoveredBy what recovered it
 * @param signals the evidence
 */
public record LedgerDeployment(
        Tier tier,
        String id,
        Instant at,
        Effect effect,
        Optional<String> reason,
        String environment,
        String sha,
        String ref,
        Instant createdAt,
        Instant startedAt,
        int commits,
        boolean failed,
        boolean rework,
        Optional<Instant> recoveredAt,
        Optional<String> recoveredBy,
        List<FailureSignal> signals) {

    public LedgerDeployment {
        signals = List.copyOf(signals);
    }

    /** What a deployment did. The order is stored and never changes. */
    public enum Effect {
        SHIPS,
        UNKNOWN,
        REDEPLOY,
        OUT_OF_ORDER,
        ROLLBACK,
        SHIPS_NOTHING,
        /** it never succeeded */
        FAILED,
        /** it has neither succeeded nor failed so far */
        UNFINISHED;

        /** Whether it brought something new, or may have. */
        public boolean changeBearing() {
            return this == SHIPS || this == UNKNOWN;
        }

        /** Whether it succeeded and is neither a redeploy nor out of order: what rework is a share of. */
        public boolean moves() {
            return changeBearing() || this == ROLLBACK || this == SHIPS_NOTHING;
        }
    }
}
