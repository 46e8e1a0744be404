package dev.millrace.git.upstream;

/** Outcome of {@link Upstreams#addCredential}. */
public sealed interface CredentialOutcome {

    /** It is stored, sealed. */
    record Stored(StoredCredential credential) implements CredentialOutcome {}

    /** The repository already has one; it can be rotated or deleted. */
    record Exists(StoredCredential credential) implements CredentialOutcome {}

    /** The repository takes no credential: it has no upstream, a detached one, or one that an App authenticates with. */
    record NoUse(String reason) implements CredentialOutcome {}
}
