package dev.millrace.simulator.hooks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.simulator.account.Ids;
import dev.millrace.simulator.rest.Json;
import dev.millrace.simulator.settings.SimulatorConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The App's one webhook: where deliveries go and with which secret they are signed. */
@ApplicationScoped
public class AppHook {

    private final long id;
    private volatile @Nullable URI url;
    private volatile String secret;

    AppHook(SimulatorConfig config, Ids ids) {
        this.id = ids.next();
        this.url = config.hook().url().map(URI::create).orElse(null);
        this.secret = config.hook().secret();
    }

    public long id() {
        return id;
    }

    /** Where deliveries go; nothing is sent while this is empty. */
    public Optional<URI> url() {
        return Optional.ofNullable(url);
    }

    public String secret() {
        return secret;
    }

    /**
     * Sends deliveries to this address from now on.
     *
     * @throws IllegalArgumentException if it is not an http or https address
     */
    public void url(String newUrl) {
        URI address = URI.create(newUrl);
        if (!"http".equals(address.getScheme()) && !"https".equals(address.getScheme())) {
            throw new IllegalArgumentException("hook url %s is neither http nor https".formatted(newUrl));
        }
        url = address;
    }

    /** Signs with this secret from now on, redeliveries too. */
    public void secret(String newSecret) {
        secret = newSecret;
    }

    /** As GitHub's hook configuration shows it, the secret hidden. */
    ObjectNode shape() {
        return Json.object()
                .put("content_type", "json")
                .put("insecure_ssl", "0")
                .put("secret", "********")
                .put("url", url().map(URI::toString).orElse(""));
    }
}
