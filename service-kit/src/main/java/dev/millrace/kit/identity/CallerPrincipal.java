package dev.millrace.kit.identity;

import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import java.util.Collection;
import java.util.Map;
import org.eclipse.microprofile.jwt.Claims;
import org.jspecify.annotations.Nullable;

/** A {@link Caller} as the principal of Quarkus Security. Its groups, which become roles, are those of {@link Roles}. */
final class CallerPrincipal extends JWTCallerPrincipal {

    private final Caller caller;
    private final Map<String, Object> claims;

    CallerPrincipal(String token, Caller caller) {
        super(token, "JWT");
        this.caller = caller;
        this.claims = Map.of(
                Claims.iss.name(), caller.team(),
                Claims.sub.name(), caller.subject(),
                Claims.exp.name(), caller.expiresAt().getEpochSecond(),
                Claims.groups.name(), caller.roles());
    }

    Caller caller() {
        return caller;
    }

    @Override
    public String getName() {
        return caller.subject().isEmpty() ? caller.team() : caller.subject();
    }

    @Override
    protected Collection<String> doGetClaimNames() {
        return claims.keySet();
    }

    @Override
    protected @Nullable Object getClaimValue(String name) {
        return claims.get(name);
    }
}
