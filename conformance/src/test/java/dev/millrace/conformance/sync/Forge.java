package dev.millrace.conformance.sync;

import java.util.Map;
import java.util.Optional;

/** A virtual host, and the credential that it requires. */
enum Forge {
    GITHUB("github", Optional.of("x-access-token"), Optional.of("ghs_conformanceT0ken")),
    GITLAB("gitlab", Optional.empty(), Optional.of("glpat-conformanceT0ken")),
    BITBUCKET("bitbucket", Optional.of("ann"), Optional.of("ATBBconformanceT0ken")),
    GITEA("gitea", Optional.empty(), Optional.of("giteaConformanceT0ken")),
    FORGEJO("forgejo", Optional.of("ann"), Optional.of("forgejoConformanceT0ken")),
    CODEBERG("codeberg", Optional.of("ann"), Optional.of("codebergConformanceT0ken")),
    SOURCEHUT("sr.ht", Optional.of("ann"), Optional.of("srhtConformanceT0ken")),
    /** Allows anonymous reads. */
    OPEN("github", Optional.empty(), Optional.empty());

    private final String provider;
    private final Optional<String> username;
    private final Optional<String> secret;

    Forge(String provider, Optional<String> username, Optional<String> secret) {
        this.provider = provider;
        this.username = username;
        this.secret = secret;
    }

    /** Name of the provider in the API. */
    String provider() {
        return provider;
    }

    /** Password or token; empty if anonymous reads are allowed. */
    Optional<String> secret() {
        return secret;
    }

    /** Without the port. */
    String host() {
        return name().toLowerCase(java.util.Locale.ROOT) + ".forge.test";
    }

    /** A client with only a token is expected to use the user name that this kind of forge documents. */
    Optional<String> account() {
        return secret.map(any -> username.orElse("oauth2") + ":{PLAIN}" + any);
    }

    /** Body of the call that stores the credential. */
    Map<String, ?> credential() {
        return username.<Map<String, ?>>map(name -> Map.of("username", name, "password", secret.orElseThrow()))
                .orElseGet(() -> Map.of("password", secret.orElseThrow()));
    }

    /** Path of a repository below the host's folder. */
    String path(String owner, String name) {
        return owner + "/" + name + (this == SOURCEHUT ? "" : ".git");
    }
}
