package dev.millrace.simulator.signin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.simulator.account.Account;
import dev.millrace.simulator.account.Accounts;
import dev.millrace.simulator.app.GitHubApp;
import dev.millrace.simulator.app.UserTokens;
import dev.millrace.simulator.rest.Answer;
import dev.millrace.simulator.rest.GitHubFailure;
import dev.millrace.simulator.rest.Json;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** {@code /login/oauth}: the page on which a person authorizes the App, and the exchange of its code for tokens. */
@Path("/login/oauth")
class OAuthResource {

    private final GitHubApp app;
    private final Accounts accounts;
    private final AuthorizationCodes codes;
    private final UserTokens tokens;

    OAuthResource(GitHubApp app, Accounts accounts, AuthorizationCodes codes, UserTokens tokens) {
        this.app = app;
        this.accounts = accounts;
        this.codes = codes;
        this.tokens = tokens;
    }

    /** @param login the person that is proposed */
    @GET
    @Path("/authorize")
    @Produces(MediaType.TEXT_HTML)
    public String page(
            @RestQuery("client_id") @Nullable String clientId,
            @RestQuery("redirect_uri") @Nullable String redirectUri,
            @RestQuery @Nullable String state,
            @RestQuery("code_challenge") @Nullable String challenge,
            @RestQuery("code_challenge_method") @Nullable String method,
            @RestQuery @Nullable String login) {
        check(clientId, redirectUri, challenge, method);
        Map<String, String> hidden = new LinkedHashMap<>();
        hidden.put("client_id", String.valueOf(clientId));
        hidden.put("redirect_uri", String.valueOf(redirectUri));
        Optional.ofNullable(state).ifPresent(given -> hidden.put("state", given));
        Optional.ofNullable(challenge).ifPresent(given -> hidden.put("code_challenge", given));
        Optional.ofNullable(method).ifPresent(given -> hidden.put("code_challenge_method", given));
        return Html.form(
                "Authorize " + app.slug(),
                "/login/oauth/authorize",
                hidden,
                "login",
                login == null ? "octocat" : login,
                "Authorize");
    }

    /** What the form of the page does; a field {@code decline} stands for its other button. */
    @POST
    @Path("/authorize")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response authorize(MultivaluedMap<String, String> form) {
        String redirectUri = form.getFirst("redirect_uri");
        Optional<String> challenge = Optional.ofNullable(form.getFirst("code_challenge"));
        check(form.getFirst("client_id"), redirectUri, challenge.orElse(null), form.getFirst("code_challenge_method"));
        var target = UriBuilder.fromUri(String.valueOf(redirectUri));
        if (form.containsKey("decline")) {
            target.queryParam("error", "access_denied")
                    .queryParam("error_description", "The user has denied your application access.");
        } else {
            String login = Optional.ofNullable(form.getFirst("login")).orElse("octocat");
            Account person = accounts.ensure(login, Account.Kind.USER);
            target.queryParam("code", codes.issue(person, String.valueOf(redirectUri), challenge));
        }
        Optional.ofNullable(form.getFirst("state")).ifPresent(state -> target.queryParam("state", state));
        return Response.status(302).location(target.build()).build();
    }

    /** Success and failure have the same status, 200. */
    @POST
    @Path("/access_token")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response accessToken(MultivaluedMap<String, String> form) {
        return Answer.ok(grant(form));
    }

    private ObjectNode grant(MultivaluedMap<String, String> form) {
        if (!app.clientId().equals(form.getFirst("client_id"))
                || !app.clientSecret().equals(form.getFirst("client_secret"))) {
            return error("incorrect_client_credentials", "The client_id and/or client_secret passed are incorrect.");
        }
        if ("refresh_token".equals(form.getFirst("grant_type"))) {
            return Optional.ofNullable(form.getFirst("refresh_token"))
                    .flatMap(tokens::refresh)
                    .map(OAuthResource::granted)
                    .orElseGet(() -> error("bad_refresh_token", "The refresh token passed is incorrect or expired."));
        }
        Optional<AuthorizationCodes.Grant> taken =
                Optional.ofNullable(form.getFirst("code")).flatMap(codes::take);
        if (taken.isEmpty() || !isVerified(taken.get(), form.getFirst("code_verifier"))) {
            return error("bad_verification_code", "The code passed is incorrect or expired.");
        }
        String redirectUri = form.getFirst("redirect_uri");
        if (redirectUri != null && !redirectUri.equals(taken.get().redirectUri())) {
            return error(
                    "redirect_uri_mismatch",
                    "The redirect_uri MUST match the registered callback URL for this application.");
        }
        return granted(tokens.mint(taken.get().account()));
    }

    private void check(
            @Nullable String clientId,
            @Nullable String redirectUri,
            @Nullable String challenge,
            @Nullable String method) {
        if (!app.clientId().equals(clientId)) {
            throw GitHubFailure.notFound();
        }
        boolean isKnown = redirectUri != null
                && (app.callbackUrls().isEmpty() || app.callbackUrls().contains(URI.create(redirectUri)));
        if (!isKnown) {
            throw GitHubFailure.of(400, "The redirect_uri is not associated with this application.");
        }
        if (challenge != null && !"S256".equals(method)) {
            throw GitHubFailure.of(400, "code_challenge_method must be S256");
        }
    }

    private static boolean isVerified(AuthorizationCodes.Grant grant, @Nullable String verifier) {
        return grant.challenge().isEmpty()
                || verifier != null && grant.challenge().get().equals(challenge(verifier));
    }

    private static String challenge(String verifier) {
        try {
            byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private static ObjectNode granted(UserTokens.Pair pair) {
        return Json.object()
                .put("access_token", pair.access())
                .put("expires_in", UserTokens.LIFETIME.toSeconds())
                .put("refresh_token", pair.refresh())
                .put("refresh_token_expires_in", UserTokens.REFRESH_LIFETIME.toSeconds())
                .put("scope", "")
                .put("token_type", "bearer");
    }

    private static ObjectNode error(String error, String description) {
        return Json.object()
                .put("error", error)
                .put("error_description", description)
                .put("error_uri", "https://docs.github.com/apps");
    }
}
