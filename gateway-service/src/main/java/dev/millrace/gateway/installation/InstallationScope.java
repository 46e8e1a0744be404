package dev.millrace.gateway.installation;

import dev.millrace.events.forge.InstallationChanged.Permission;
import dev.millrace.events.forge.RepositorySelection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an installation covers and may do, as last reported.
 *
 * @param selection which of the account's repositories
 * @param permissions by name; empty if they were never reported
 */
record InstallationScope(RepositorySelection selection, List<Permission> permissions) {

    static final InstallationScope NOT_REPORTED = new InstallationScope(RepositorySelection.UNKNOWN, List.of());

    InstallationScope {
        permissions = List.copyOf(permissions);
    }

    /** This with what a newer report contains; it may contain nothing. */
    InstallationScope updated(RepositorySelection newSelection, List<Permission> newPermissions) {
        return new InstallationScope(
                newSelection == RepositorySelection.UNKNOWN ? selection : newSelection,
                newPermissions.isEmpty() ? permissions : newPermissions);
    }

    /** Whether it covers and allows the same, in whatever order the permissions are. */
    boolean isSameAs(InstallationScope other) {
        return selection == other.selection && Set.copyOf(permissions).equals(Set.copyOf(other.permissions));
    }

    /** One {@code name level} a line, as it is stored. */
    String permissionLines() {
        return permissions.stream()
                .map(permission -> permission.name() + " " + permission.level())
                .collect(Collectors.joining("\n"));
    }

    static InstallationScope stored(RepositorySelection selection, String permissionLines) {
        List<Permission> permissions = permissionLines
                .lines()
                .map(line -> line.split(" ", 2))
                .filter(parts -> parts.length == 2)
                .map(parts -> new Permission(parts[0], parts[1]))
                .toList();
        return new InstallationScope(selection, permissions);
    }
}
