package dev.millrace.kit.identity.administrator;

import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Verifies the administrator's token by a request to the gateway; the token is sent nowhere else. */
@ApplicationScoped
public class AdministratorClient {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final URI address;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /**
     * Stores the address.
     *
     * @param gateway address of the gateway, where administrators' tokens are verified; {@code millrace.urls.public} by
     *     default
     */
    public AdministratorClient(@ConfigProperty(name = "millrace.urls.gateway") URI gateway) {
        this.address = gateway.resolve("/api/administrator");
    }

    /**
     * Requires that the caller is the administrator.
     *
     * @param authorization the header of that name, as received
     * @return who it is
     * @throws MillraceException 401 for any other caller, 502 if the gateway cannot verify the token
     */
    public ActingAdministrator require(@Nullable String authorization) throws IOException {
        if (authorization == null || authorization.isBlank()) {
            throw MillraceException.unauthorized("this needs the administrator's token: Authorization: Bearer <token>");
        }
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(TIMEOUT)
                .header("Authorization", authorization)
                .build();
        HttpResponse<Void> response = send(request);
        int status = response.statusCode();
        if (status == 401 || status == 403) {
            throw MillraceException.unauthorized("this is not the administrator's token");
        }
        if (status != 204) {
            throw MillraceException.of(
                    ErrorKind.UPSTREAM, 502, "the gateway returns %d for the administrator's token".formatted(status));
        }
        return new ActingAdministrator(
                header(response, ActingAdministrator.NAME_HEADER)
                        .map(name -> URLDecoder.decode(name, StandardCharsets.UTF_8))
                        .orElse(ActingAdministrator.TOKEN),
                header(response, ActingAdministrator.USER_HEADER).map(UUID::fromString));
    }

    private static Optional<String> header(HttpResponse<Void> response, String name) {
        return response.headers().firstValue(name).filter(value -> !value.isBlank());
    }

    private HttpResponse<Void> send(HttpRequest request) throws InterruptedIOException {
        try {
            return http.send(request, BodyHandlers.discarding());
        } catch (IOException e) {
            throw MillraceException.of(ErrorKind.UPSTREAM, 502, "the gateway is unavailable: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while asking the gateway");
        }
    }
}
