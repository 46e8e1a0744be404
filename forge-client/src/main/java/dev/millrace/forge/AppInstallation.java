package dev.millrace.forge;

import dev.millrace.events.forge.InstallationChanged.AccountType;
import dev.millrace.events.forge.InstallationChanged.Permission;
import dev.millrace.events.forge.RepositorySelection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An installation of an App, as the forge itself lists it.
 *
 * @param id decimal string
 * @param account where it is installed; empty if the forge does not show the account
 * @param selection which of the account's repositories it covers
 * @param permissions what the App may do, by name
 * @param suspendedAt since when it is suspended, by the forge's clock
 */
public record AppInstallation(
        String id,
        Optional<Account> account,
        RepositorySelection selection,
        List<Permission> permissions,
        Optional<Instant> suspendedAt) {

    public AppInstallation {
        permissions = List.copyOf(permissions);
    }

    /**
     * An organization or user.
     *
     * @param id decimal string; it stays when the account is renamed
     * @param login its name; the slug of an enterprise
     * @param type what kind of account it is
     */
    public record Account(String id, String login, AccountType type) {}
}
