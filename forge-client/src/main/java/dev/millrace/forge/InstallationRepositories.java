package dev.millrace.forge;

import dev.millrace.events.forge.InstalledRepository;
import java.util.List;
import java.util.Optional;

/** Which repositories installations cover, by the forge's own account. */
public interface InstallationRepositories {

    /**
     * A page of repositories.
     *
     * @param repositories in no particular order
     * @param total on all pages together
     * @param next the address of the next page; empty on the last one
     */
    record Page(List<InstalledRepository> repositories, long total, Optional<String> next) {}

    /**
     * All repositories that an installation covers, 100 at once. One that is added or removed between two pages may make
     * another one missing; then the pages do not have as many different ones as {@code total}.
     *
     * @param page the address from a previous page; empty for the first
     * @throws ForgeFailure if the forge does not send them
     */
    Page list(ForgeInstallation installation, Optional<String> page);
}
