package dev.millrace.standalone.platform;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The forge that the platform works with, and its App there.
 *
 * @param instance host that names the forge in events, for example {@code github.com}
 * @param apiUrl root of its REST API
 * @param webUrl root of its pages and clone addresses
 * @param appId the App's number; empty while none is registered
 * @param privateKeyFile the App's key; empty while none is registered
 * @param webhookSecrets accepted secrets for signatures of deliveries, the newest first
 */
public record ForgeApp(
        String instance,
        String apiUrl,
        String webUrl,
        Optional<String> appId,
        Optional<Path> privateKeyFile,
        List<String> webhookSecrets) {

    public ForgeApp {
        webhookSecrets = List.copyOf(webhookSecrets);
    }

    /** Whether the platform can call the forge. */
    public boolean isConfigured() {
        return appId.isPresent() && privateKeyFile.isPresent();
    }

    @Override
    public String toString() {
        return instance + appId.map(id -> ", App " + id).orElse(", no App");
    }
}
