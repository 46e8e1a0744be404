package dev.millrace.kit.identity;

import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.error.ProblemResponse;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.SimpleResourceInfo;
import org.jspecify.annotations.Nullable;

/** The error body for what Quarkus Security rejects before a resource is called. */
class SecurityMappers {

    @ServerExceptionMapper
    Response missing(UnauthorizedException failure) {
        return ProblemResponse.of(Unauthenticated.missing());
    }

    @ServerExceptionMapper
    Response rejected(AuthenticationFailedException failure) {
        return ProblemResponse.of(Unauthenticated.rejected(failure));
    }

    @ServerExceptionMapper
    Response forbidden(ForbiddenException failure, SimpleResourceInfo resource) {
        @Nullable RolesAllowed allowed = allowed(resource);
        String needed = allowed == null ? "that is needed" : String.join(" or ", allowed.value());
        // names of scopes have a colon, names of roles have none
        return ProblemResponse.of(
                needed.contains(":") || allowed == null
                        ? MillraceException.forbidden("the token lacks the scope " + needed)
                                .withCode("scope_missing")
                        : MillraceException.forbidden(
                                        "this needs the role %s, and a token whose scopes include it".formatted(needed))
                                .withCode("role_missing"));
    }

    private static @Nullable RolesAllowed allowed(SimpleResourceInfo resource) {
        try {
            RolesAllowed onMethod = resource.getResourceClass()
                    .getMethod(resource.getMethodName(), resource.parameterTypes())
                    .getAnnotation(RolesAllowed.class);
            return onMethod == null ? resource.getResourceClass().getAnnotation(RolesAllowed.class) : onMethod;
        } catch (NoSuchMethodException e) {
            return null;
        }
    }
}
