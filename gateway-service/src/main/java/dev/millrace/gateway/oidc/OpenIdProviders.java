package dev.millrace.gateway.oidc;

import dev.millrace.kit.trust.TrustedCertificates;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/** The OpenID Connect providers of the settings. A mistake in the settings of one is logged at start, and leaves the others usable. */
@ApplicationScoped
public class OpenIdProviders {

    /** Id of the provider of {@code millrace.gateway.oidc.issuer}. */
    public static final String FIRST = "default";

    private static final Logger LOG = Logger.getLogger(OpenIdProviders.class);

    private final Map<String, OpenIdProvider> providers = new LinkedHashMap<>();

    OpenIdProviders(OidcConfig first, OidcProvidersConfig further, TrustedCertificates trusted, Clock clock) {
        add(FIRST, first, trusted, clock);
        new TreeMap<>(further.all()).forEach((id, config) -> add(id, config, trusted, clock));
    }

    /** At start, so that a mistake is in the log before someone signs in. */
    void onStart(@Observes StartupEvent start) {
        providers.values().forEach(each -> LOG.infof("provider=%s people can sign in there", each.id()));
    }

    /** The provider with this id; empty if there is none, or its settings are not acceptable. */
    public Optional<OpenIdProvider> find(String id) {
        return Optional.ofNullable(providers.get(id));
    }

    /** Those that the settings name: the one of {@code millrace.gateway.oidc.issuer}, then the others by id. */
    public List<OpenIdProvider> list() {
        return List.copyOf(providers.values());
    }

    private void add(String id, OidcConfig config, TrustedCertificates trusted, Clock clock) {
        try {
            Registration.read(config).ifPresent(registration -> {
                requireUnused(id, registration);
                providers.put(
                        id, new OpenIdProvider(id, config, registration, new ProviderHttp(config, trusted), clock));
            });
        } catch (IllegalArgumentException e) {
            LOG.errorf("provider=%s sign-in with OpenID Connect is impossible: %s", id, e.getMessage());
        }
    }

    /** Accounts are recognized by the issuer: with two providers of one, a sign-in with either would count as one with the other. */
    private void requireUnused(String id, Registration registration) {
        if (!id.matches("[a-z0-9-]{1,40}")) {
            throw new IllegalArgumentException(
                    "the id '%s' must be 1 to 40 lower-case letters, digits and '-'".formatted(id));
        }
        if (providers.containsKey(id)) {
            throw new IllegalArgumentException("millrace.gateway.oidc.issuer is the provider with this id");
        }
        providers.values().stream()
                .filter(other -> other.isOf(registration.issuer()))
                .findFirst()
                .ifPresent(other -> {
                    throw new IllegalArgumentException(
                            "the provider '%s' has the issuer %s, too".formatted(other.id(), registration.issuer()));
                });
    }
}
