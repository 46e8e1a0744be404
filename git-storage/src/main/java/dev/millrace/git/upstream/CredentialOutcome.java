package dev.millrace.git.upstream;

/** Outcome of {@link Upstreams#addCredential}. */
public sealed interface CredentialOutcome {

    /** It is stored, sealed. */
    record Stored(StoredCredential credential) implements CredentialOutcome {}

    /** The repository has one; it can be rotated or deleted. */
    record Exists(StoredCredential credential) implements CredentialOutcome {}

    /** There is nothing to log in at: no upstream, a detached one, or one that an App logs in at. */
    record NoUse(String reason) implements CredentialOutcome {}
}
