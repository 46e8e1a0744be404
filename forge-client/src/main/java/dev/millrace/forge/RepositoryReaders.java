package dev.millrace.forge;

import java.util.List;
import java.util.Optional;

/** Which accounts may read a repository, by the forge's own account. An unchanged page costs nothing of the App's quota. */
public interface RepositoryReaders {

    /**
     * A page of accounts.
     *
     * @param accounts numbers, decimal strings, of those of the page that may read the repository, in no particular order
     * @param next the address of the next page; empty on the last one
     */
    record Page(List<String> accounts, Optional<String> next) {}

    /**
     * The accounts that may read a repository because it was shared with them, with a team of theirs or with all members of the
     * organization, and the owners of the organization; 100 at once. A public repository can be read by others, too.
     *
     * @param fullName {@code owner/name}
     * @param page the address from a previous page; empty for the first
     * @throws ForgeFailure if the forge does not send them
     */
    Page readers(ForgeInstallation installation, String fullName, Optional<String> page);
}
