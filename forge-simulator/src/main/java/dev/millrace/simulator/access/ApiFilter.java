package dev.millrace.simulator.access;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.simulator.rest.GitHubApi;
import dev.millrace.simulator.rest.GitHubFailure;
import dev.millrace.simulator.rest.Json;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** Wraps every call of the REST API: authentication, rate limit, conditional requests, and the headers that report them. */
@Provider
@GitHubApi
class ApiFilter implements ContainerRequestFilter, ContainerResponseFilter {

    private static final String STANDING = "simulator.standing";

    private final Authentication authentication;
    private final CurrentCaller caller;
    private final RateLimits limits;

    ApiFilter(Authentication authentication, CurrentCaller caller, RateLimits limits) {
        this.authentication = authentication;
        this.caller = caller;
        this.limits = limits;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        caller.set(
                authentication.caller(request.getHeaderString(HttpHeaders.AUTHORIZATION)),
                request.getUriInfo().getPath());
        RateLimits.Standing standing = limits.count(caller.get());
        request.setProperty(STANDING, standing);
        if (standing.exceeded()) {
            throw GitHubFailure.of(
                    403, "API rate limit exceeded for " + caller.get().rateKey() + ".");
        }
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        boolean unchanged = tag(request, response);
        if (request.getProperty(STANDING) instanceof RateLimits.Standing standing) {
            report(unchanged ? limits.refund(caller.get()) : standing, response.getHeaders());
        }
        MultivaluedMap<String, Object> headers = response.getHeaders();
        headers.putSingle("server", "github.com");
        headers.putSingle("x-github-media-type", "github.v3; format=json");
        headers.putSingle("x-github-api-version-selected", "2022-11-28");
        headers.putSingle(
                "x-github-request-id",
                UUID.randomUUID().toString().replace("-", "").substring(0, 20).toUpperCase(Locale.ROOT));
    }

    /** Labels a response with its hash, and reduces it to 304 if the caller has it. */
    private static boolean tag(ContainerRequestContext request, ContainerResponseContext response) {
        if (!request.getMethod().equals("GET")
                || response.getStatus() != 200
                || !(response.getEntity() instanceof JsonNode body)) {
            return false;
        }
        String tag = "W/\"" + hash(Json.bytes(body)) + "\"";
        response.getHeaders().putSingle("etag", tag);
        response.getHeaders().putSingle("cache-control", "private, max-age=60, s-maxage=60");
        if (!tag.equals(request.getHeaderString(HttpHeaders.IF_NONE_MATCH))) {
            return false;
        }
        response.setStatus(304);
        response.setEntity(null);
        return true;
    }

    private static void report(RateLimits.Standing standing, MultivaluedMap<String, Object> headers) {
        Map<String, Object> figures = Map.of(
                "x-ratelimit-limit", standing.limit(),
                "x-ratelimit-remaining", standing.remaining(),
                "x-ratelimit-used", Math.min(standing.used(), standing.limit()),
                "x-ratelimit-reset", standing.resetAt().getEpochSecond(),
                "x-ratelimit-resource", "core");
        figures.forEach(headers::putSingle);
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
