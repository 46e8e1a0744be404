package dev.millrace.gateway.oidc;

import dev.millrace.gateway.oidc.CodeOutcome.ClientRejected;
import dev.millrace.gateway.oidc.CodeOutcome.CodeRejected;
import dev.millrace.gateway.oidc.CodeOutcome.Proven;
import dev.millrace.gateway.oidc.CodeOutcome.TokenRefused;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * An OpenID Connect provider of the settings. It is asked when a person signs in, and only then: the gateway starts and works while it
 * is unavailable. Safe to share between threads.
 */
public final class OpenIdProvider {

    private static final Set<String> OF_CLIENT = Set.of("invalid_client", "unauthorized_client");

    private final String id;
    private final OidcConfig config;
    private final Registration registration;
    private final Discovery discovery;
    private final ProviderKeys keys;
    private final ProviderHttp http;
    private final Clock clock;

    /**
     * A provider with connections, configuration and keys of its own, so that one that is slow or unavailable affects no other.
     *
     * @param id names it in addresses
     */
    OpenIdProvider(String id, OidcConfig config, Registration registration, ProviderHttp http, Clock clock) {
        this.id = id;
        this.config = config;
        this.registration = registration;
        this.discovery = new Discovery(http, clock);
        this.keys = new ProviderKeys(http, clock);
        this.http = http;
        this.clock = clock;
    }

    /** Names it in addresses; {@link OpenIdProviders#FIRST} for the one of {@code millrace.gateway.oidc.issuer}. */
    public String id() {
        return id;
    }

    /** What the settings state about it. */
    public OidcConfig settings() {
        return config;
    }

    /** Whether the settings state this issuer; a slash at the end makes no difference. */
    boolean isOf(URI issuer) {
        return stripped(registration.issuer()).equals(stripped(issuer));
    }

    private static String stripped(URI address) {
        return address.toString().replaceAll("/*$", "");
    }

    /** Its name for people. */
    public String name() {
        return config.name();
    }

    /** When to try again after a {@link ProviderFailure}. */
    public Duration retryAfter() {
        return Discovery.RETRY;
    }

    /** The issuer, as ID tokens state it. @throws ProviderFailure if the provider is unavailable */
    public String issuer() {
        return discovery.load(registration.issuer()).issuer();
    }

    /**
     * The page on which a person signs in (OpenID Connect Core 1.0, section 3.1.2.1).
     *
     * @param callback where the browser comes back to
     * @param challenge of PKCE, method S256
     * @throws ProviderFailure if the provider is unavailable
     */
    public URI authorizePage(URI callback, String state, String nonce, String challenge) {
        URI endpoint = discovery.load(registration.issuer()).authorizationEndpoint();
        var query = new LinkedHashMap<String, String>();
        query.put("response_type", "code");
        query.put("client_id", registration.clientId());
        query.put("redirect_uri", callback.toString());
        query.put("scope", registration.scope());
        query.put("state", state);
        query.put("nonce", nonce);
        query.put("code_challenge", challenge);
        query.put("code_challenge_method", "S256");
        String separator = endpoint.getRawQuery() == null ? "?" : "&";
        return URI.create(endpoint + separator + ProviderHttp.encoded(query));
    }

    /**
     * Whom the provider has authenticated.
     *
     * @param callback the one of {@link #authorizePage}
     * @param verifier whose challenge the page was given
     * @param nonce that the page was given
     * @throws ProviderFailure if the provider is unavailable
     */
    public CodeOutcome exchange(String code, URI callback, String verifier, String nonce) {
        ProviderMetadata provider = discovery.load(registration.issuer());
        var form = new LinkedHashMap<String, String>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", callback.toString());
        form.put("code_verifier", verifier);
        Optional<String> secret = registration.currentSecret();
        Optional<String> authorization =
                secret.filter(text -> provider.acceptsBasic()).map(text -> basic(registration.clientId(), text));
        if (authorization.isEmpty()) {
            form.put("client_id", registration.clientId());
            secret.ifPresent(text -> form.put("client_secret", text));
        }
        ProviderHttp.Response response = http.post(provider.tokenEndpoint(), form, authorization);
        return response.status() == 200
                ? person(ProviderJson.read(response, provider.tokenEndpoint(), "tokens"), provider, nonce)
                : rejected(response, provider, code);
    }

    private CodeOutcome person(Map<String, Object> tokens, ProviderMetadata provider, String nonce) {
        Optional<String> idToken = ProviderJson.text(tokens, "id_token");
        if (idToken.isEmpty()) {
            return new TokenRefused("there is none: the client must be allowed the scope openid");
        }
        var check = new IdTokenCheck(provider.issuer(), registration.clientId(), clock);
        return switch (check.check(idToken.get(), nonce, keys.at(provider.jwksUri()))) {
            case IdTokenOutcome.Refused(String reason) -> new TokenRefused(reason);
            case IdTokenOutcome.Accepted(var claims) -> described(claims, tokens, provider);
        };
    }

    /** Providers may put everything but the subject into the description of the person only (section 5.4). */
    private CodeOutcome described(Map<String, Object> claims, Map<String, Object> tokens, ProviderMetadata provider) {
        var all = new LinkedHashMap<String, Object>();
        Optional<String> accessToken = ProviderJson.text(tokens, "access_token");
        if (ProvenPerson.isIncomplete(claims, config)
                && provider.userinfoEndpoint().isPresent()
                && accessToken.isPresent()) {
            URI address = provider.userinfoEndpoint().get();
            all.putAll(ProviderJson.read(http.get(address, accessToken), address, "description of the person"));
            if (!Objects.equals(claims.get("sub"), all.get("sub"))) {
                return new TokenRefused("the description of the person is that of another one");
            }
        }
        all.putAll(claims);
        return new Proven(ProvenPerson.read(all, provider.issuer(), config));
    }

    /** The response to a code that is not accepted (RFC 6749, section 5.2). */
    private static CodeOutcome rejected(ProviderHttp.Response response, ProviderMetadata provider, String code) {
        Map<String, Object> body = ProviderJson.find(response.body()).orElse(Map.of());
        String error = ProviderJson.text(body, "error").orElse("status " + response.status());
        String reason = ProviderJson.text(body, "error_description")
                .filter(description -> !description.contains(code))
                .map(description -> error + ": " + description)
                .orElse(error);
        if (OF_CLIENT.contains(error) || response.status() == 401) {
            return new ClientRejected(reason);
        }
        if (response.status() != 400 && response.status() != 403) {
            throw new ProviderFailure("%s responded with status %d to a code"
                    .formatted(provider.tokenEndpoint().getAuthority(), response.status()));
        }
        return new CodeRejected(reason);
    }

    /** Id and secret are encoded before they are joined (RFC 6749, section 2.3.1). */
    private static String basic(String clientId, String secret) {
        String both = ProviderHttp.encoded(clientId) + ":" + ProviderHttp.encoded(secret);
        return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.US_ASCII));
    }
}
