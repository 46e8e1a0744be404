package dev.millrace.sync.lfs;

import dev.millrace.forge.Redactor;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Where an upstream's large files are asked for. Its text form shows no login.
 *
 * @param upstream address of the repository, without credentials
 * @param pinned the only addresses to connect to at its host; empty where the operator vouches for it
 * @param authorization value of the header that logs in there
 * @param redactor for all text that comes from there
 */
public record LfsAccess(URI upstream, List<InetAddress> pinned, Optional<String> authorization, Redactor redactor) {

    public LfsAccess {
        pinned = List.copyOf(pinned);
    }

    /** By the rules of git-lfs, docs/api/server-discovery.md. */
    URI batch() {
        String address = upstream.toString().replaceAll("/+$", "");
        return URI.create((address.endsWith(".git") ? address : address + ".git") + "/info/lfs/objects/batch");
    }

    /** Whether an address is at the same scheme, host and port. */
    boolean isHome(URI other) {
        return upstream.getScheme().equalsIgnoreCase(other.getScheme())
                && String.valueOf(upstream.getRawAuthority()).equalsIgnoreCase(other.getRawAuthority());
    }

    @Override
    public String toString() {
        return "LfsAccess[" + upstream + "]";
    }
}
