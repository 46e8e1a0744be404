package dev.millrace.forge;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * An installation of an App that a person may access.
 *
 * @param id decimal string
 * @param appId number of the App, decimal string
 * @param account where the App is installed
 * @param repositorySelection {@code all} or {@code selected}
 * @param permissions level by name, in the forge's words
 * @param suspendedAt since when it is suspended; empty if it is not
 */
public record VisibleInstallation(
        String id,
        String appId,
        ForgeAccount account,
        String repositorySelection,
        Map<String, String> permissions,
        Optional<Instant> suspendedAt) {

    public VisibleInstallation {
        permissions = Map.copyOf(permissions);
    }
}
