package dev.millrace.gateway.repository;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Asking forges who may read which repository, {@code millrace.access.*}. */
@ConfigMapping(prefix = "millrace.access")
interface AccessConfig {

    /** Whether GitHub is asked who may read the repositories of teams that let it decide. */
    @WithDefault("true")
    boolean checkEnabled();

    /** From one check of all repositories of an installation to the next; each time up to a quarter more or less. */
    @WithDefault("10M")
    Duration checkInterval();

    /**
     * How long an answer of the forge counts when it cannot be asked again; then no person reads the repository, except the owners
     * of the team. At least twice {@code check-interval}.
     */
    @WithDefault("24H")
    Duration staleAfter();
}
