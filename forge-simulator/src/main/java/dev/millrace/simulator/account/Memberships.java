package dev.millrace.simulator.account;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Who belongs to which organization. */
@ApplicationScoped
public class Memberships {

    private static final Set<String> ROLES = Set.of("admin", "member");
    private static final Set<String> STATES = Set.of("active", "pending");

    /**
     * What a person is in an organization.
     *
     * @param role {@code admin} for owners, or {@code member}
     * @param state {@code active}, or {@code pending} until the invitation is accepted
     */
    public record Membership(Account organization, Account person, String role, String state) {

        public Membership {
            if (!ROLES.contains(role) || !STATES.contains(state)) {
                throw new IllegalArgumentException(
                        "role %s and state %s are not one of %s and %s".formatted(role, state, ROLES, STATES));
            }
        }
    }

    private final Map<String, Membership> byBoth = new ConcurrentHashMap<>();

    public void add(Membership membership) {
        byBoth.put(key(membership.organization(), membership.person()), membership);
    }

    public void remove(Account organization, Account person) {
        byBoth.remove(key(organization, person));
    }

    public Optional<Membership> find(Account organization, Account person) {
        return Optional.ofNullable(byBoth.get(key(organization, person)));
    }

    /** Active owners of an organization. */
    public List<Account> owners(Account organization) {
        return byBoth.values().stream()
                .filter(each -> each.organization().equals(organization)
                        && each.role().equals("admin")
                        && each.state().equals("active"))
                .map(Membership::person)
                .toList();
    }

    public void clear() {
        byBoth.clear();
    }

    private static String key(Account organization, Account person) {
        return organization.id() + "/" + person.id();
    }
}
