package dev.millrace.kit.http;

import dev.millrace.kit.identity.key.PublicKeys;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Rejects requests that did not come through the gateway, where the operator wants that: before anything of them is read. The
 * management port is not affected.
 */
@ApplicationScoped
class RequireGateway {

    /** Before the handlers of Quarkus, which read bodies. */
    private static final int FIRST = Integer.MIN_VALUE;

    private static final int CLOCKS_DIFFER_BY_SECONDS = 30;

    private final EarlyResponses responses;
    private final Optional<JwtConsumer> verifier;
    private final Clock clock;
    private volatile Accepted last = new Accepted("", Instant.MIN);

    /**
     * Reads the key.
     *
     * @param required whether requests are accepted only through the gateway; addresses of services in other services'
     *     settings (millrace.urls.*) must name the gateway then
     * @param keyFile the public half of the platform's key, PEM; for every service
     */
    RequireGateway(
            EarlyResponses responses,
            @ConfigProperty(name = "millrace.http.require-gateway", defaultValue = "false") boolean required,
            @ConfigProperty(name = "millrace.platform.public-key-file") Optional<Path> keyFile,
            Clock clock) {
        this.responses = responses;
        this.clock = clock;
        this.verifier = required
                ? Optional.of(verifier(keyFile.orElseThrow(() -> new IllegalStateException(
                        "millrace.http.require-gateway needs millrace.platform.public-key-file"))))
                : Optional.empty();
    }

    private record Accepted(String token, Instant until) {}

    void onStart(@Observes Router router) {
        verifier.ifPresent(wanted -> router.route().order(FIRST).handler(context -> check(context, wanted)));
    }

    private void check(RoutingContext context, JwtConsumer wanted) {
        HttpServerRequest request = context.request();
        if (isFromGateway(request.getHeader(GatewayToken.HEADER), wanted)) {
            context.next();
        } else {
            responses.send(request, 403, "this service accepts requests through the gateway only");
        }
    }

    private boolean isFromGateway(@Nullable String token, JwtConsumer wanted) {
        if (token == null) {
            return false;
        }
        Accepted known = last;
        if (known.token().equals(token) && clock.instant().isBefore(known.until())) {
            return true;
        }
        try {
            NumericDate expires = wanted.processToClaims(token).getExpirationTime();
            last = new Accepted(token, Instant.ofEpochSecond(expires.getValue()));
            return true;
        } catch (InvalidJwtException | MalformedClaimException e) {
            return false;
        }
    }

    private static JwtConsumer verifier(Path keyFile) {
        try {
            return new JwtConsumerBuilder()
                    .setVerificationKey(PublicKeys.read(Files.readString(keyFile)))
                    .setJwsAlgorithmConstraints(
                            AlgorithmConstraints.ConstraintType.PERMIT,
                            AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256)
                    .setExpectedAudience(GatewayToken.AUDIENCE)
                    .setRequireExpirationTime()
                    .setAllowedClockSkewInSeconds(CLOCKS_DIFFER_BY_SECONDS)
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException("the platform's public key cannot be read from " + keyFile, e);
        }
    }
}
