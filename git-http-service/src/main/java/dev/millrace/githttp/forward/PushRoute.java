package dev.millrace.githttp.forward;

import java.util.Optional;

/** Where a push to one of our repositories is handled. */
public sealed interface PushRoute {

    /** The push may be sent now. */
    sealed interface Open extends PushRoute {}

    /** The repository is not a mirror, or its upstream is read without credentials: the push stays here. */
    record Local() implements Open {}

    /** The upstream has to accept it first. */
    record Forwarded(Destination destination) implements Open {}

    /** It cannot be accepted now, over Git or LFS. */
    sealed interface Closed extends PushRoute {

        /** A sentence for the client. */
        String message();
    }

    /**
     * The repository is being imported: it gets its refs from the upstream, once.
     *
     * @param repository its name
     */
    record ImportRunning(String repository) implements Closed {
        @Override
        public String message() {
            return "%s is being imported: push when that is done".formatted(repository);
        }
    }

    /** The upstream's forge takes no pushes over HTTPS. */
    record UpstreamReadOnly(String message) implements Closed {}

    /** The first sync from the upstream is running. */
    record FirstSyncRunning() implements Closed {
        @Override
        public String message() {
            return "repository sync in progress. please retry shortly";
        }
    }

    /**
     * No sync from the upstream has succeeded yet.
     *
     * @param repository its name
     * @param lastError why the latest sync failed, if there was one
     */
    record NeverSynced(String repository, Optional<String> lastError) implements Closed {
        @Override
        public String message() {
            return lastError
                    .map(error -> "%s could not be read from its upstream yet (%s), so nothing can be pushed to it"
                            .formatted(repository, error))
                    .orElseGet(() -> "%s was not read from its upstream yet: ask for it with pull-upstream, then push"
                            .formatted(repository));
        }
    }

    /**
     * The upstream takes pushes through our App only, which the team has not installed at its owner.
     *
     * @param upstream host, owner and name
     * @param owner account at the forge
     */
    record AppNotInstalled(String upstream, String team, String owner) implements Closed {
        @Override
        public String message() {
            return "%s takes pushes through the App only, and the team '%s' has no active installation of it on '%s'"
                    .formatted(upstream, team, owner);
        }
    }
}
