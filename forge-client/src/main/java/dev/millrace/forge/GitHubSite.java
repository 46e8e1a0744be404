package dev.millrace.forge;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.millrace.forge.ForgeFailure.Kind;
import dev.millrace.forge.GitHubHttp.Call;
import dev.millrace.forge.GitHubHttp.Page;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What a GitHub offers to people and without the key of an App: the web flow of OAuth, calls in the name of a person, and the
 * registration of Apps from a manifest. Nothing is repeated here, since codes and refresh tokens are valid once. Every method
 * that calls throws {@link ForgeFailure}, whose message quotes no code, token or secret.
 */
public final class GitHubSite {

    private static final String GITHUB = "github.com";
    /** GitHub shows at most 100 installations a page. */
    private static final int MOST_PAGES = 50;

    private final ForgeHost host;
    private final GitHubHttp api;
    private final GitHubHttp web;
    private final Clock clock;

    /**
     * @param timeout longest wait for the response to one call
     * @param tls trusted certificates
     * @param traffic of this process
     */
    public GitHubSite(ForgeHost host, Duration timeout, Clock clock, SSLContext tls, GitHubTraffic traffic) {
        this.host = host;
        this.api = new GitHubHttp(host.apiUrl(), timeout, clock, tls, traffic);
        this.web = new GitHubHttp(host.webUrl(), timeout, clock, tls, traffic);
        this.clock = clock;
    }

    /**
     * The page on which a person authorizes an App (RFC 6749, section 4.1.1, with PKCE, RFC 7636).
     *
     * @param callback one of the App's callback addresses, exactly
     * @param challenge SHA-256 of the verifier in base64url, without padding
     */
    public URI authorizePage(String clientId, URI callback, String state, String challenge) {
        var query = new LinkedHashMap<String, String>();
        query.put("client_id", clientId);
        query.put("redirect_uri", callback.toString());
        query.put("state", state);
        query.put("code_challenge", challenge);
        query.put("code_challenge_method", "S256");
        return page("/login/oauth/authorize?" + encoded(query));
    }

    /**
     * The page on which an App is installed in an account.
     *
     * @param slug name of the App in addresses
     * @param state comes back in the query of the App's setup address; empty for none
     */
    public URI installPage(String slug, Optional<String> state) {
        String apps = host.instance().equals(GITHUB) ? "/apps/" : "/github-apps/";
        return page(apps + UrlPath.segment(slug) + "/installations/new"
                + state.map(value -> "?" + encoded(Map.of("state", value))).orElse(""));
    }

    /**
     * The page that registers an App from a manifest, which a form posts to it.
     *
     * @param organization login of the owner; empty for the person's own account
     * @param state comes back in the query of the manifest's redirect address
     */
    public URI registerPage(Optional<String> organization, String state) {
        String owner = organization
                .map(login -> "/organizations/" + UrlPath.segment(login))
                .orElse("");
        return page(owner + "/settings/apps/new?" + encoded(Map.of("state", state)));
    }

    /**
     * Exchanges the code of the callback for tokens.
     *
     * @param callback the one of {@link #authorizePage}
     * @param verifier whose challenge the page was given
     */
    public OAuthGrant exchange(String clientId, String clientSecret, String code, URI callback, String verifier) {
        return request(Map.of(
                "client_id", clientId,
                "client_secret", clientSecret,
                "code", code,
                "redirect_uri", callback.toString(),
                "code_verifier", verifier));
    }

    /** Exchanges a refresh token for new tokens; it and the access token are invalid from then on. */
    public OAuthGrant refresh(String clientId, String clientSecret, String refreshToken) {
        return request(Map.of(
                "client_id", clientId,
                "client_secret", clientSecret,
                "grant_type", "refresh_token",
                "refresh_token", refreshToken));
    }

    /** The person whose token it is. */
    public ForgeAccount person(String token) {
        return api.send(Call.get("user"), CallIdentity.person(host, token), token, AccountBody.class)
                .toAccount();
    }

    /** All installations of the App of this token that the person may access. */
    public List<VisibleInstallation> installations(String token) {
        List<VisibleInstallation> found = new ArrayList<>();
        Optional<String> next = Optional.of("user/installations?per_page=100");
        for (int pages = 0; next.isPresent() && pages < MOST_PAGES; pages++) {
            Page<InstallationsBody> page = api.sendForPage(
                    Call.get(next.get()), CallIdentity.person(host, token), token, InstallationsBody.class);
            page.body().list().stream().map(InstallationBody::toInstallation).forEach(found::add);
            next = page.next();
        }
        return found;
    }

    /** What the person is in an organization; empty if nothing, or if that is hidden from the App. */
    public Optional<OrganizationMembership> membership(String token, String organization) {
        try {
            return Optional.of(api.send(
                            Call.get("user/memberships/orgs/" + UrlPath.segment(organization)),
                            CallIdentity.person(host, token),
                            token,
                            MembershipBody.class)
                    .toMembership());
        } catch (ForgeFailure failure) {
            if (failure.kind() == Kind.NOT_FOUND || failure.kind() == Kind.FORBIDDEN) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    /**
     * Exchanges the code of a registration for the App and its secrets. The forge accepts the code once, for one hour.
     *
     * @throws ForgeFailure {@code NOT_FOUND} or {@code INVALID} if it does not know the code, or not any more
     */
    public RegisteredApp convert(String code) {
        var call = new Call(
                "POST", "app-manifests/" + UrlPath.segment(code) + "/conversions", null, false, true, List.of(code));
        return api.send(call, CallIdentity.anonymous(host), GitHubHttp.ANONYMOUS, AppBody.class)
                .toApp();
    }

    private OAuthGrant request(Map<String, String> fields) {
        List<String> secrets = fields.entrySet().stream()
                .filter(field -> !field.getKey().equals("client_id")
                        && !field.getKey().equals("redirect_uri")
                        && !field.getKey().equals("grant_type"))
                .map(Map.Entry::getValue)
                .toList();
        var call = new Call("POST", "login/oauth/access_token", new CallForm(fields), false, false, secrets);
        return web.send(call, CallIdentity.anonymous(host), GitHubHttp.ANONYMOUS, GrantBody.class)
                .toGrant(clock.instant());
    }

    private URI page(String path) {
        return URI.create(host.webUrl().toString().replaceAll("/+$", "") + path);
    }

    private static String encoded(Map<String, String> query) {
        return query.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static <T> T required(@Nullable T value, String what) {
        if (value == null) {
            throw new ForgeFailure(Kind.UNEXPECTED, 200, what + " is missing in the response");
        }
        return value;
    }

    /** Success and failure have the same status, 200; a failure has {@code error}. */
    private record GrantBody(
            @JsonProperty("access_token") @Nullable String accessToken,
            @JsonProperty("expires_in") @Nullable Long expiresIn,
            @JsonProperty("refresh_token") @Nullable String refreshToken,

            @JsonProperty("refresh_token_expires_in") @Nullable
            Long refreshTokenExpiresIn,

            @Nullable String error,
            @JsonProperty("error_description") @Nullable String description) {

        OAuthGrant toGrant(Instant now) {
            if (error != null) {
                return new OAuthGrant.Refused(error, description == null ? "" : description);
            }
            return new OAuthGrant.Granted(
                    required(accessToken, "access_token"),
                    after(now, expiresIn),
                    Optional.ofNullable(refreshToken),
                    after(now, refreshTokenExpiresIn));
        }

        private static Optional<Instant> after(Instant now, @Nullable Long seconds) {
            return Optional.ofNullable(seconds).map(now::plusSeconds);
        }

        /** Shows no token. */
        @Override
        public String toString() {
            return "GrantBody[" + error + "]";
        }
    }

    private record AccountBody(
            @Nullable Long id,
            @Nullable String login,
            @Nullable String slug,
            @Nullable String type,
            @Nullable String name) {

        /** An enterprise has a slug in the place of a login and a type. */
        ForgeAccount toAccount() {
            return new ForgeAccount(
                    String.valueOf(required(id, "id")),
                    required(login == null ? slug : login, "login"),
                    type == null ? login == null ? "Enterprise" : "User" : type,
                    Optional.ofNullable(name).filter(text -> !text.isBlank()));
        }
    }

    private record InstallationsBody(@Nullable List<InstallationBody> installations) {

        List<InstallationBody> list() {
            return required(installations, "installations");
        }
    }

    private record InstallationBody(
            @Nullable Long id,
            @JsonProperty("app_id") @Nullable Long appId,
            @Nullable AccountBody account,
            @JsonProperty("repository_selection") @Nullable String selection,
            @Nullable Map<String, String> permissions,
            @JsonProperty("suspended_at") @Nullable Instant suspendedAt) {

        VisibleInstallation toInstallation() {
            return new VisibleInstallation(
                    String.valueOf(required(id, "id")),
                    String.valueOf(required(appId, "app_id")),
                    required(account, "account").toAccount(),
                    selection == null ? "" : selection,
                    permissions == null ? Map.of() : permissions,
                    Optional.ofNullable(suspendedAt));
        }
    }

    private record MembershipBody(
            @Nullable String state,
            @Nullable String role,
            @Nullable AccountBody organization) {

        OrganizationMembership toMembership() {
            return new OrganizationMembership(
                    required(organization, "organization").toAccount().id(),
                    required(state, "state"),
                    required(role, "role"));
        }
    }

    private record AppBody(
            @Nullable Long id,
            @Nullable String slug,
            @JsonProperty("client_id") @Nullable String clientId,
            @JsonProperty("client_secret") @Nullable String clientSecret,
            @JsonProperty("webhook_secret") @Nullable String webhookSecret,
            @Nullable String pem) {

        RegisteredApp toApp() {
            return new RegisteredApp(
                    String.valueOf(required(id, "id")),
                    required(slug, "slug"),
                    required(clientId, "client_id"),
                    required(clientSecret, "client_secret"),
                    Optional.ofNullable(webhookSecret).filter(secret -> !secret.isBlank()),
                    required(pem, "pem"));
        }

        /** Shows no secret. */
        @Override
        public String toString() {
            return "AppBody[" + id + "]";
        }
    }
}
