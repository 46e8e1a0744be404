package dev.millrace.forge;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * As whom a call to GitHub's REST API is made. GitHub counts its limits by it, and it may decide what a response contains.
 *
 * @param instance host of the forge
 * @param app number or client id of the App; empty while none is registered
 * @param installation decimal string; empty for the App itself
 * @param token SHA-256 of a person's token, in hexadecimal digits; empty for calls that no person makes
 */
record CallIdentity(String instance, Optional<String> app, Optional<String> installation, Optional<String> token) {

    CallIdentity(String instance, Optional<String> app, Optional<String> installation) {
        this(instance, app, installation, Optional.empty());
    }

    /** Without credentials. */
    static CallIdentity anonymous(ForgeHost host) {
        return new CallIdentity(host.instance(), Optional.empty(), Optional.empty());
    }

    static CallIdentity person(ForgeHost host, String token) {
        return new CallIdentity(host.instance(), Optional.empty(), Optional.empty(), Optional.of(sha256(token)));
    }

    static CallIdentity app(GitHubConfig config) {
        return new CallIdentity(config.host().instance(), config.appId(), Optional.empty());
    }

    CallIdentity of(ForgeInstallation other) {
        return new CallIdentity(instance, app, Optional.of(other.id()));
    }

    /** For messages. */
    String display() {
        String who = token.map(hash -> "a person")
                .or(() -> installation.map("installation %s"::formatted))
                .orElseGet(() -> "App " + app.orElse("-"));
        return who + " at " + instance;
    }

    private static String sha256(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
