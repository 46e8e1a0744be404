package dev.millrace.simulator.settings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Settings of the simulator, all optional. */
@ConfigMapping(prefix = "simulator")
public interface SimulatorConfig {

    /** Where bare repositories are kept while the process runs; a temporary directory if absent. Emptied at start. */
    Optional<Path> dataDirectory();

    /** The address that links in answers and payloads begin with; {@code http://localhost:<port>} if absent. */
    Optional<String> publicUrl();

    /** How long an installation token is valid. */
    @WithDefault("PT1H")
    Duration tokenLifetime();

    /** REST calls per hour and caller; GitHub's figure for organizations of an enterprise. */
    @WithDefault("15000")
    int rateLimit();

    App app();

    Hook hook();

    /** The one GitHub App. */
    interface App {

        /** Numeric id; a random one if absent. */
        Optional<Long> id();

        @WithDefault("millrace")
        String slug();

        /** RSA public key, PEM; a key pair is created at start if absent. If set, the control API shows no private key. */
        Optional<Path> publicKeyFile();
    }

    /** The App's webhook, which the control API can change later. */
    interface Hook {

        /** Where deliveries go; nothing is sent while absent. */
        Optional<String> url();

        @WithDefault("simulated-webhook-secret")
        String secret();

        /** GitHub closes the connection after this long and records a failed delivery. */
        @WithDefault("PT10S")
        Duration timeout();
    }
}
