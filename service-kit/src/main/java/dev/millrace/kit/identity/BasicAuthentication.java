package dev.millrace.kit.identity;

import dev.millrace.kit.error.MillraceException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.smallrye.jwt.runtime.auth.JsonWebTokenCredential;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpCredentialTransport;
import io.quarkus.vertx.http.runtime.security.HttpSecurityUtils;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates clients that send their token as the password of Basic authentication, with any user name: git, git-lfs and
 * curl. Tokens after {@code Bearer} are SmallRye JWT's; any other header is rejected here, since it would otherwise be taken
 * for a request without a token.
 */
@ApplicationScoped
class BasicAuthentication implements HttpAuthenticationMechanism {

    private static final String BEARER = "bearer";
    private static final String BASIC = "basic";

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager providers) {
        @Nullable String header = context.request().getHeader(HttpHeaderNames.AUTHORIZATION);
        if (header == null || header.isBlank() || credentials(BEARER, header) != null) {
            return Uni.createFrom().nullItem();
        }
        @Nullable String basic = credentials(BASIC, header);
        if (basic == null) {
            return rejected("the Authorization header is neither Bearer nor Basic");
        }
        @Nullable String token = password(basic);
        return token == null
                ? rejected("the Basic credentials are not base64 of 'user:token'")
                : providers.authenticate(HttpSecurityUtils.setRoutingContextAttribute(
                        new TokenAuthenticationRequest(new JsonWebTokenCredential(token)), context));
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom()
                .item(new ChallengeData(401, HttpHeaderNames.WWW_AUTHENTICATE, "Basic realm=\"millrace\""));
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of(TokenAuthenticationRequest.class);
    }

    @Override
    public Uni<HttpCredentialTransport> getCredentialTransport(RoutingContext context) {
        return Uni.createFrom().item(new HttpCredentialTransport(HttpCredentialTransport.Type.AUTHORIZATION, "basic"));
    }

    /** What follows the scheme, without spaces around it; null if the header is of another scheme, or nothing follows. */
    private static @Nullable String credentials(String scheme, String header) {
        String value = header.strip();
        if (!value.regionMatches(true, 0, scheme, 0, scheme.length()) || value.length() == scheme.length()) {
            return null;
        }
        return value.charAt(scheme.length()) == ' '
                ? value.substring(scheme.length()).strip()
                : null;
    }

    private static Uni<SecurityIdentity> rejected(String reason) {
        return Uni.createFrom()
                .failure(new AuthenticationFailedException(
                        MillraceException.unauthorized(reason).withCode("token_missing")));
    }

    private static @Nullable String password(String credentials) {
        try {
            String decoded = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
            int colon = decoded.indexOf(':');
            return colon < 0 ? null : decoded.substring(colon + 1);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
