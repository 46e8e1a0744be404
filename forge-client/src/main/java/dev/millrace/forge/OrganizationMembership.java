package dev.millrace.forge;

/**
 * What a person is in an organization.
 *
 * @param organizationId decimal string
 * @param state {@code active}, or {@code pending} until an invitation is accepted
 * @param role {@code admin} for owners, {@code member}, or {@code billing_manager}
 */
public record OrganizationMembership(String organizationId, String state, String role) {

    /** Whether the person owns the organization. */
    public boolean isOwner() {
        return state.equals("active") && role.equals("admin");
    }
}
