package dev.millrace.simulator.signin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.simulator.app.AppRegistration;
import dev.millrace.simulator.rest.GitHubFailure;
import dev.millrace.simulator.rest.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Apps that were registered from a manifest and wait for their conversion, by its code: valid once, for an hour. */
@ApplicationScoped
public class AppManifests {

    private static final Duration LIFETIME = Duration.ofHours(1);
    private static final int LONGEST_NAME = 34;

    /**
     * An App to create.
     *
     * @param name its name; the slug comes from it
     * @param hookUrl where webhooks go; empty for none
     * @param redirectUrl where the person comes back to
     * @param callbackUrls where people come back to after they have authorized it
     * @param setupUrl where people come back to after they have installed it; empty for nowhere
     */
    record Manifest(
            String name, Optional<String> hookUrl, URI redirectUrl, List<URI> callbackUrls, Optional<URI> setupUrl) {

        /**
         * Reads it.
         *
         * @throws GitHubFailure 422 if GitHub would not accept it
         */
        static Manifest read(String json) {
            ObjectNode node = Json.parseObject(json.getBytes(StandardCharsets.UTF_8));
            if (Json.text(node, "url").isEmpty()) {
                throw GitHubFailure.of(422, "Invalid GitHub App configuration: \"url\" wasn't supplied.");
            }
            Optional<String> hook = Json.text(node.path("hook_attributes"), "url");
            if (node.has("hook_attributes") && hook.isEmpty()) {
                throw GitHubFailure.of(
                        422, "Invalid GitHub App configuration: \"hook_attributes.url\" wasn't supplied.");
            }
            List<URI> callbacks = new ArrayList<>();
            node.path("callback_urls").forEach(url -> callbacks.add(URI.create(url.asText())));
            if (callbacks.size() > 10) {
                throw GitHubFailure.of(422, "Invalid GitHub App configuration: more than 10 callback_urls");
            }
            return new Manifest(
                    Json.text(node, "name").orElse("app"),
                    hook,
                    Json.text(node, "redirect_url")
                            .map(URI::create)
                            .orElseThrow(() -> GitHubFailure.of(
                                    422, "Invalid GitHub App configuration: \"redirect_url\" wasn't supplied.")),
                    callbacks,
                    Json.text(node, "setup_url").map(URI::create));
        }

        Manifest named(String chosen) {
            if (chosen.isBlank() || chosen.length() > LONGEST_NAME) {
                throw GitHubFailure.of(422, "Name is too long (maximum is %d characters)".formatted(LONGEST_NAME));
            }
            return new Manifest(chosen, hookUrl, redirectUrl, callbackUrls, setupUrl);
        }

        String slug() {
            return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        }
    }

    private record Pending(Manifest manifest, Instant expiresAt) {}

    private final Clock clock;
    private final Map<String, Pending> byCode = new ConcurrentHashMap<>();

    AppManifests(Clock clock) {
        this.clock = clock;
    }

    String add(Manifest manifest) {
        String code = AppRegistration.newSecret();
        byCode.put(code, new Pending(manifest, clock.instant().plus(LIFETIME)));
        return code;
    }

    Optional<Manifest> take(String code) {
        return Optional.ofNullable(byCode.remove(code))
                .filter(pending -> clock.instant().isBefore(pending.expiresAt()))
                .map(Pending::manifest);
    }

    public void clear() {
        byCode.clear();
    }
}
