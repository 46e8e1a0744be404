package dev.millrace.gateway.oidc;

import dev.millrace.kit.trace.TraceSpan;
import dev.millrace.kit.trust.TrustedCertificates;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Requests to the provider: no redirects, a bounded time for the whole response, and a bounded body. */
final class ProviderHttp {

    private static final long MOST_BYTES = 1 << 20;

    private final HttpClient client;
    private final Duration timeout;

    ProviderHttp(OidcConfig config, TrustedCertificates trusted) {
        this.timeout = config.timeout();
        this.client = HttpClient.newBuilder()
                .sslContext(trusted.context())
                .followRedirects(Redirect.NEVER)
                .connectTimeout(timeout)
                .build();
    }

    /**
     * A response of any status but those that mean that the provider is unavailable.
     *
     * @param body text, usually JSON
     */
    record Response(int status, String body) {

        /** Shows no content. */
        @Override
        public String toString() {
            return "Response[" + status + "]";
        }
    }

    /** @param bearer token to send; empty for none */
    Response get(URI address, Optional<String> bearer) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address).GET();
        bearer.ifPresent(token -> request.header("Authorization", "Bearer " + token));
        return send(request, "GET", address);
    }

    /** @param authorization header to send; empty for none */
    Response post(URI address, Map<String, String> form, Optional<String> authorization) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(encoded(form)));
        authorization.ifPresent(value -> request.header("Authorization", value));
        return send(request, "POST", address);
    }

    /** As the query of an address and as the body of a form. */
    static String encoded(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private Response send(HttpRequest.Builder request, String method, URI address) {
        TraceSpan span = TraceSpan.ofRequest("OpenID Connect " + method)
                .with("http.request.method", method)
                .with("server.address", address.getHost());
        return span.call(() -> {
            HttpResponse<String> response = exchange(
                    request.header("Accept", "application/json")
                            .header("User-Agent", "millrace")
                            .timeout(timeout)
                            .build(),
                    address);
            int status = response.statusCode();
            span.with("http.response.status_code", status);
            if (status == 429 || status >= 500) {
                span.failed("status " + status);
                throw new ProviderFailure("%s responded with status %d".formatted(address.getAuthority(), status));
            }
            return new Response(status, response.body());
        });
    }

    /** The time limit of the request itself ends with the headers of the response. */
    private HttpResponse<String> exchange(HttpRequest request, URI address) {
        CompletableFuture<HttpResponse<String>> response =
                client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), MOST_BYTES));
        try {
            return response.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new ProviderFailure(
                    e.getCause() instanceof ConnectException
                            ? "there is no connection to " + address.getAuthority()
                            : "%s did not respond as expected: %s"
                                    .formatted(address.getAuthority(), reason(e.getCause())),
                    e);
        } catch (TimeoutException e) {
            response.cancel(true);
            throw new ProviderFailure("%s did not respond within %s".formatted(address.getAuthority(), timeout), e);
        } catch (InterruptedException e) {
            response.cancel(true);
            Thread.currentThread().interrupt();
            throw new ProviderFailure("the request to %s was interrupted".formatted(address.getAuthority()), e);
        }
    }

    private static String reason(@Nullable Throwable cause) {
        return cause == null || cause.getMessage() == null ? "no response" : cause.getMessage();
    }
}
