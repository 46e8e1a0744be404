package dev.millrace.forge;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where an App is installed, by the forge's own account. An unchanged page costs nothing of the App's quota. */
public interface AppInstallations {

    /**
     * A page of installations.
     *
     * @param installations in no particular order
     * @param next the address of the next page; empty on the last one
     * @param at when the forge responded, by its clock, in whole seconds
     */
    record Page(List<AppInstallation> installations, Optional<String> next, Instant at) {}

    /**
     * One installation.
     *
     * @param at when the forge responded, by its clock, in whole seconds
     */
    record Found(AppInstallation installation, Instant at) {}

    /**
     * All installations, suspended ones too, 100 at once. One that is added or removed between two pages may make another
     * one missing: {@link #find} shows whether it is.
     *
     * @param page the address from a previous page; empty for the first
     * @throws ForgeFailure if the forge does not send them
     */
    Page list(Optional<String> page);

    /**
     * One installation; empty if this App is not installed there, or not any more.
     *
     * @throws ForgeFailure if the forge does not send it for another reason
     */
    Optional<Found> find(String installationId);
}
