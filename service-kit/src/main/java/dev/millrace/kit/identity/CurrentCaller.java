package dev.millrace.kit.identity;

import dev.millrace.kit.error.MillraceException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;

/** The caller of the current HTTP request. */
public final class CurrentCaller {

    private final CurrentIdentityAssociation identities;

    CurrentCaller(CurrentIdentityAssociation identities) {
        this.identities = identities;
    }

    /**
     * The caller, as the token of the request proves it; on a thread that may block.
     *
     * @throws MillraceException 401 with the reason if the request has no valid token
     */
    public Caller load() {
        SecurityIdentity identity;
        try {
            identity = identities.getDeferredIdentity().await().indefinitely();
        } catch (AuthenticationFailedException failure) {
            throw Unauthenticated.rejected(failure);
        }
        if (identity.getPrincipal() instanceof CallerPrincipal principal) {
            return principal.caller();
        }
        throw Unauthenticated.missing();
    }
}
