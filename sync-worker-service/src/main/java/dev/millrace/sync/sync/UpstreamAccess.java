package dev.millrace.sync.sync;

import dev.millrace.forge.ForgeCredential;
import dev.millrace.forge.Redactor;
import dev.millrace.sync.lfs.LfsAccess;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;

/**
 * Where an upstream is and how to authenticate there. Its text form shows no credential.
 *
 * @param address without credentials
 * @param pinned the only addresses to connect to; empty where the operator vouches for the host
 * @param credential empty for an upstream that anyone may read
 * @param redactor for all text that comes from there
 * @param tls of the certificates that are trusted
 */
record UpstreamAccess(
        URI address,
        List<InetAddress> pinned,
        Optional<ForgeCredential> credential,
        Redactor redactor,
        SSLSocketFactory tls) {

    UpstreamAccess {
        pinned = List.copyOf(pinned);
    }

    static UpstreamAccess of(
            URI address, List<InetAddress> pinned, Optional<ForgeCredential> credential, SSLSocketFactory tls) {
        return new UpstreamAccess(
                address,
                pinned,
                credential,
                credential.map(ForgeCredential::redactor).orElse(Redactor.NONE),
                tls);
    }

    /** The same for large files. */
    LfsAccess toLfs(URI movedTo) {
        return new LfsAccess(movedTo, pinned, credential.map(ForgeCredential::header), redactor);
    }

    /** Host and port, for messages. */
    String host() {
        return address.getRawAuthority();
    }

    /** Which repository, for messages: {@code gitlab.com/group/project}. */
    String repository() {
        return host() + String.valueOf(address.getPath()).replaceAll("(\\.git)?/*$", "");
    }

    @Override
    public String toString() {
        return "UpstreamAccess[" + address + "]";
    }
}
