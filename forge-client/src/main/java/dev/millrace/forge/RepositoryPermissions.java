package dev.millrace.forge;

/** What accounts may do in repositories, by the forge's current rules: direct grants, teams, and defaults of the organization. */
public interface RepositoryPermissions {

    /** From weak to strong. GitHub's {@code triage} counts as {@code READ}; a custom role counts as the role that it extends. */
    enum Permission {
        /** Not even reading, or the forge knows no such account or repository. */
        NONE,
        /** Reading; in a public repository that is every account. */
        READ,
        /** Pushing, and running checks again. */
        WRITE,
        /** Managing the repository without what is sensitive or destructive. */
        MAINTAIN,
        /** Everything. */
        ADMIN;

        /** Whether it includes another one. */
        public boolean includes(Permission needed) {
            return compareTo(needed) >= 0;
        }
    }

    /**
     * The permission of an account in a repository. A result is at most a minute old. A permission that this version does not
     * know is {@code NONE}.
     *
     * @param installation with whose token the forge is asked; one that covers the repository
     * @param repository {@code owner/name}; after a rename also the former one
     * @param login current name of the account, in any case
     * @throws ForgeFailure if the forge does not report it: the caller decides nothing then, or refuses
     */
    Permission permissionOf(ForgeInstallation installation, String repository, String login);
}
