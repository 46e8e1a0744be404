package dev.millrace.forge;

import java.util.Optional;

/**
 * As whom a call to GitHub's REST API is made. GitHub counts its limits by it, and it may decide what a response contains.
 *
 * @param instance host of the forge
 * @param app number or client id of the App; empty while none is registered
 * @param installation decimal string; empty for the App itself
 */
record CallIdentity(String instance, Optional<String> app, Optional<String> installation) {

    static CallIdentity app(GitHubConfig config) {
        return new CallIdentity(config.host().instance(), config.appId(), Optional.empty());
    }

    CallIdentity of(ForgeInstallation other) {
        return new CallIdentity(instance, app, Optional.of(other.id()));
    }

    /** For messages. */
    String display() {
        return installation.map("installation %s"::formatted).orElseGet(() -> "App " + app.orElse("-")) + " at "
                + instance;
    }
}
