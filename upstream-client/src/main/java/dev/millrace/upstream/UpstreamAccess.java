package dev.millrace.upstream;

import dev.millrace.forge.ForgeCredential;
import dev.millrace.forge.InstallationToken;
import dev.millrace.forge.Redactor;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * An upstream that may be connected to now. Its text form shows no credential.
 *
 * @param name for messages: {@code gitlab.com/group/project}
 * @param address of the repository, without credentials and without a slash at the end
 * @param pinned the only addresses to connect to; empty at the forge that the operator configured
 * @param credential what requests carry, to the origin of {@code address} only; empty to send none
 * @param redactor for all text that the upstream returns
 * @param token of which the credential consists, if it is an installation token
 */
public record UpstreamAccess(
        String name,
        URI address,
        List<InetAddress> pinned,
        Optional<ForgeCredential> credential,
        Redactor redactor,
        Optional<InstallationToken> token) {

    /** What follows a repository's address in that of its LFS server's batch call. */
    public static final String LFS_BATCH = "/info/lfs/objects/batch";

    private static final int LONGEST_LINE = 500;

    public UpstreamAccess {
        pinned = List.copyOf(pinned);
    }

    /** With the redactor that the credential needs. */
    public static UpstreamAccess of(
            String name, URI address, List<InetAddress> pinned, Optional<ForgeCredential> credential) {
        return new UpstreamAccess(
                name,
                address,
                pinned,
                credential,
                credential.map(ForgeCredential::redactor).orElse(Redactor.NONE),
                Optional.empty());
    }

    static UpstreamAccess of(String name, URI address, InstallationToken token) {
        ForgeCredential credential = ForgeCredential.of(token);
        return new UpstreamAccess(
                name, address, List.of(), Optional.of(credential), credential.redactor(), Optional.of(token));
    }

    /** The same repository at another address of the same origin. */
    public UpstreamAccess at(URI moved) {
        if (!hasOrigin(moved)) {
            throw new IllegalArgumentException(
                    "%s is not at %s, the origin of %s".formatted(Origin.of(moved), Origin.of(address), name));
        }
        return new UpstreamAccess(name, moved, pinned, credential, redactor, token);
    }

    /** Whether the credential may be sent to an address. */
    public boolean hasOrigin(URI other) {
        return Origin.of(address).equals(Origin.of(other));
    }

    /** Address of its LFS server's batch call (git-lfs, docs/api/server-discovery.md). */
    public URI lfsBatch() {
        String repository = address.toString();
        return URI.create((repository.endsWith(".git") ? repository : repository + ".git") + LFS_BATCH);
    }

    /**
     * Text that the upstream returned, as it may be shown, logged and stored: redacted, one line of at most 500 characters.
     */
    public String sanitized(String text) {
        return sanitized(text, LONGEST_LINE);
    }

    /** As {@link #sanitized(String)}, with another limit. */
    public String sanitized(String text, int longest) {
        // redacted before it is shortened, or the beginning of a secret might stay
        return SanitizedText.of(redactor.redact(text), longest);
    }

    /** What the credential is called in messages. */
    public String credentialName() {
        return credential.map(ForgeCredential::description).orElse("a request without credentials");
    }

    @Override
    public String toString() {
        return "UpstreamAccess[" + address + "]";
    }
}
