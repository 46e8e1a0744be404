package dev.millrace.simulator.rest;

import dev.millrace.simulator.settings.SimulatorConfig;
import io.quarkus.runtime.LaunchMode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;

/** The forge's address: one origin for pages, Git and the REST API, which GitHub spreads over two hosts. */
@ApplicationScoped
public class ForgeAddress {

    private final Optional<String> configured;

    ForgeAddress(SimulatorConfig config) {
        this.configured = config.publicUrl();
    }

    /** The origin without a slash at the end; known only once the server listens, because the port may be chosen at start. */
    public String base() {
        return configured.orElseGet(() -> "http://localhost:" + port());
    }

    private static int port() {
        String key = LaunchMode.current() == LaunchMode.TEST ? "quarkus.http.test-port" : "quarkus.http.port";
        return ConfigProvider.getConfig().getValue(key, Integer.class);
    }
}
