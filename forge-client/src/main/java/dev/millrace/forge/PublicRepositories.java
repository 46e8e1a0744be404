package dev.millrace.forge;

import dev.millrace.events.forge.InstalledRepository;
import java.util.List;

/** The public repositories of accounts, whether or not an installation covers them. */
public interface PublicRepositories {

    /** Repositories on a page. */
    int PAGE_SIZE = 100;

    /**
     * A page of repositories.
     *
     * @param repositories in the order of their names; fewer than {@link #PAGE_SIZE} if some of the page are not public
     * @param hasMore whether another page follows
     */
    record Page(List<InstalledRepository> repositories, boolean hasMore) {

        public Page {
            repositories = List.copyOf(repositories);
        }
    }

    /**
     * The public repositories that an account owns.
     *
     * @param installation with whose token the forge is asked
     * @param login current name of the account
     * @param page from 1
     * @throws ForgeFailure if the forge does not send them
     */
    Page list(ForgeInstallation installation, String login, int page);
}
