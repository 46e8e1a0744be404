package dev.millrace.ingest.recovery;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Recovery of lost deliveries, {@code millrace.ingest.recovery.*}. */
@ConfigMapping(prefix = "millrace.ingest.recovery")
interface RecoveryConfig {

    /** Whether lost deliveries are recovered. */
    @WithDefault("true")
    boolean enabled();

    /** From one pass over GitHub's list of deliveries to the next. */
    @WithDefault("2M")
    Duration interval();

    /** How far the list is read again before the end of the last pass: GitHub's list may be late. */
    @WithDefault("15M")
    Duration overlap();

    /** How far back the first pass reads at github.com, which keeps deliveries for three days. */
    @WithDefault("72H")
    Duration history();

    /** How far back the first pass reads at a GitHub Enterprise Server, which keeps deliveries for seven days. */
    @WithDefault("168H")
    Duration enterpriseHistory();

    /** How long a delivery may be on its way before it counts as missing. */
    @WithDefault("1M")
    Duration grace();

    /** Between two requests for a delivery: GitHub allows about three changing calls a second. */
    @WithDefault("0.35S")
    Duration spacing();

    /** How long it is kept that a delivery was missing, after it was stored or given up. */
    @WithDefault("90D")
    Duration keepDecided();

    /** How often one delivery is requested. */
    @WithDefault("8")
    int attempts();

    /**
     * How long after its last attempt a delivery of github.com is still requested; after that, it is given up and an alert is
     * raised.
     */
    @WithDefault("60H")
    Duration giveUpAfter();

    /** The same for a delivery of a GitHub Enterprise Server. */
    @WithDefault("156H")
    Duration enterpriseGiveUpAfter();
}
