package dev.millrace.githttp.visible;

import dev.millrace.events.forge.InstalledRepository;

/** A public repository of a connected account, and what the team has of it. */
record PublicRepository(InstalledRepository repository, Mirrored mirrored) {

    /** What the team has. */
    enum Mirrored {
        /** nothing */
        NO,
        /** a read-only mirror */
        READ_ONLY,
        /** a mirror of the installation, or one with credentials */
        CONNECTED,
        /** a repository of that name that follows something else, or nothing */
        NAME_TAKEN
    }
}
