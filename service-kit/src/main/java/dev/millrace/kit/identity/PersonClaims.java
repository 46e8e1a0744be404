package dev.millrace.kit.identity;

import io.smallrye.jwt.build.JwtClaimsBuilder;
import java.util.Optional;
import java.util.UUID;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;

/**
 * The claims {@code user}, {@code role} and {@code administrator}, which count only in tokens that the platform's key signed:
 * the gateway states in them who the person is whose session it forwards.
 */
final class PersonClaims {

    private static final String USER = "user";
    private static final String ROLE = "role";
    private static final String ADMINISTRATOR = "administrator";

    private PersonClaims() {}

    /** The caller with what these claims state. */
    static Caller added(JwtClaims claims, Caller caller) throws MalformedClaimException, UnacceptableClaim {
        return new Caller(
                caller.team(),
                caller.subject(),
                user(claims),
                role(claims),
                Boolean.TRUE.equals(claims.getClaimValue(ADMINISTRATOR)),
                caller.repository(),
                caller.scopes(),
                caller.refPolicies(),
                caller.expiresAt());
    }

    static JwtClaimsBuilder write(Caller caller, JwtClaimsBuilder claims) {
        caller.user().ifPresent(user -> claims.claim(USER, user.toString()));
        caller.role().ifPresent(role -> claims.claim(ROLE, role.wireName()));
        if (caller.administrator()) {
            claims.claim(ADMINISTRATOR, true);
        }
        return claims;
    }

    private static Optional<UUID> user(JwtClaims claims) throws MalformedClaimException, UnacceptableClaim {
        try {
            return Optional.ofNullable(claims.getStringClaimValue(USER)).map(UUID::fromString);
        } catch (IllegalArgumentException e) {
            throw new UnacceptableClaim("the token's user is not a UUID");
        }
    }

    private static Optional<Role> role(JwtClaims claims) throws MalformedClaimException, UnacceptableClaim {
        String name = claims.getStringClaimValue(ROLE);
        if (name == null) {
            return Optional.empty();
        }
        Optional<Role> role = Role.find(name);
        if (role.isEmpty()) {
            throw new UnacceptableClaim(
                    "the token's role '%s' is none of viewer, member, maintainer, owner".formatted(name));
        }
        return role;
    }
}
