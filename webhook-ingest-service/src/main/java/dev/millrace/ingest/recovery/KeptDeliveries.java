package dev.millrace.ingest.recovery;

import java.time.Duration;

/**
 * For how long a GitHub keeps deliveries, and so what can be recovered there.
 *
 * @param history how far back the first pass reads
 * @param giveUpAfter how long after its last attempt a delivery is still requested
 */
record KeptDeliveries(Duration history, Duration giveUpAfter) {

    private static final String GITHUB = "github.com";
    /** Enterprises with data residency are hosted by GitHub, at hosts below this one. */
    private static final String DATA_RESIDENCY = ".ghe.com";

    /** @param instance host of the GitHub */
    static KeptDeliveries at(String instance, RecoveryConfig config) {
        return instance.equals(GITHUB) || instance.endsWith(DATA_RESIDENCY)
                ? new KeptDeliveries(config.history(), config.giveUpAfter())
                : new KeptDeliveries(config.enterpriseHistory(), config.enterpriseGiveUpAfter());
    }
}
