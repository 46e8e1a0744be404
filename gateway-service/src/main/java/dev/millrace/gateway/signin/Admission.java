package dev.millrace.gateway.signin;

import dev.millrace.gateway.oidc.OidcConfig;
import dev.millrace.gateway.oidc.ProvenPerson;
import dev.millrace.gateway.user.User;
import dev.millrace.kit.identity.Role;
import java.util.Map;

/** Who may sign in with a provider, as the settings state it. */
final class Admission {

    private final OidcConfig config;

    Admission(OidcConfig config) {
        this.config = config;
    }

    /** Whether the person has an address of a domain that may sign in; without domains in the settings, everyone has. */
    boolean allowsDomain(ProvenPerson person) {
        return config.emailDomains().isEmpty()
                || person.email()
                        .map(address -> address.substring(address.lastIndexOf('@') + 1))
                        .filter(domain -> config.emailDomains().get().stream()
                                .anyMatch(allowed -> allowed.strip().equalsIgnoreCase(domain)))
                        .isPresent();
    }

    /**
     * Whether a person who is no user becomes one without an invitation.
     *
     * @param roles what the groups of the person map to
     */
    boolean admits(Map<String, Role> roles) {
        return config.admitEveryone() || !roles.isEmpty();
    }

    /** The name of a new user: the first one that a user may have. */
    static String name(ProvenPerson person) {
        return person.names().stream()
                .filter(User::isName)
                .findFirst()
                .orElseGet(
                        () -> "person " + Integer.toHexString(person.subject().hashCode()));
    }
}
