package dev.millrace.ingest.reconciliation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Changes of refs that no delivery reported, {@code millrace.ingest.reconciliation.*}. */
@ConfigMapping(prefix = "millrace.ingest.reconciliation")
interface ReconciliationConfig {

    /** Whether branches and tags that moved in a mirror without a delivery are published as reconciled events. */
    @WithDefault("true")
    boolean enabled();

    /** How long a delivery may arrive after the sync that found its change, before the change is reconciled. */
    @WithDefault("5M")
    Duration grace();

    /**
     * Longest time from one sync to the next whose changes are reconciled: after a longer pause, a mirror catches up without
     * events. GitHub keeps deliveries for three days.
     */
    @WithDefault("3D")
    Duration window();

    /** Branches and tags that may move in one sync; if more do, none of those without a delivery is reconciled. */
    @WithDefault("1000")
    int mostRefs();
}
