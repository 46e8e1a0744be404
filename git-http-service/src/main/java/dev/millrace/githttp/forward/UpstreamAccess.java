package dev.millrace.githttp.forward;

import dev.millrace.forge.ForgeCredential;
import dev.millrace.forge.InstallationToken;
import dev.millrace.forge.Redactor;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * A way to an upstream that may be used now. Its text form shows no credential.
 *
 * @param name for people
 * @param address of the repository, without credentials and without a slash at the end
 * @param pinned the only addresses to connect to; empty where the operator vouches for the host
 * @param credential what requests carry
 * @param redactor for all text that comes from there
 * @param token that the credential is made of, if it is one of an installation
 */
record UpstreamAccess(
        String name,
        URI address,
        List<InetAddress> pinned,
        Optional<ForgeCredential> credential,
        Redactor redactor,
        Optional<InstallationToken> token) {

    UpstreamAccess {
        pinned = List.copyOf(pinned);
    }

    static UpstreamAccess of(
            String name,
            URI address,
            List<InetAddress> pinned,
            Optional<ForgeCredential> credential,
            Optional<InstallationToken> token) {
        return new UpstreamAccess(
                name,
                address,
                pinned,
                credential,
                credential.map(ForgeCredential::redactor).orElse(Redactor.NONE),
                token);
    }

    /** The same repository where the upstream says that it is now, on the same host. */
    UpstreamAccess at(URI moved) {
        return new UpstreamAccess(name, moved, pinned, credential, redactor, token);
    }

    /** Text from the upstream as it may be shown: one line without the credential, at most so long. */
    String shown(String text, int longest) {
        String line = redactor.redact(text).replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() > longest ? line.substring(0, longest) : line;
    }

    /** What the credential is called in messages. */
    String credentialName() {
        return credential.map(ForgeCredential::description).orElse("a request without credentials");
    }

    @Override
    public String toString() {
        return "UpstreamAccess[" + address + "]";
    }
}
