package dev.millrace.githttp.fetch;

import dev.millrace.git.ref.RefAdvertisement;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Set;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineOut;

/** The response to {@code info/refs} for fetches: what this server can do, and in protocol versions 0 and 1 all refs. */
public final class FetchAdvertisement {

    private static final String SERVICE = "git-upload-pack";
    private static final String AGENT = "agent=git/millrace";
    private static final String VERSION_0 = "multi_ack thin-pack side-band side-band-64k ofs-delta shallow no-progress"
            + " include-tag multi_ack_detailed no-done allow-tip-sha1-in-want allow-reachable-sha1-in-want filter"
            + " deepen-since deepen-not deepen-relative";
    private static final byte[] VERSION_2 = version2(false);
    private static final byte[] VERSION_2_WITH_BUNDLES = version2(true);

    private FetchAdvertisement() {}

    /** Whether the response to {@code info/refs} is the same for all repositories, and is {@link #capabilities}. */
    public static boolean advertisesCapabilitiesOnly(Set<String> protocol) {
        return FetchRequest.isVersion2(protocol);
    }

    /**
     * The response to {@code info/refs} in protocol version 2; callers must not modify it.
     *
     * @param bundles whether the repository has bundles with which a clone can start
     */
    public static byte[] capabilities(boolean bundles) {
        return bundles ? VERSION_2_WITH_BUNDLES : VERSION_2;
    }

    /** Writes the response to {@code info/refs} in protocol versions 0 and 1, which lists all refs. */
    public static void advertise(Repository repository, Set<String> protocol, OutputStream answer) throws IOException {
        RefAdvertisement refs = RefAdvertisement.of(repository);
        PacketLineOut packets = new PacketLineOut(answer);
        packets.setFlushOnEnd(false);
        packets.writeString("# service=" + SERVICE + "\n");
        packets.end();
        if (protocol.contains("version=1")) {
            packets.writeString("version 1\n");
        }
        String head = refs.headTarget();
        refs.advertise(VERSION_0 + (head.isEmpty() ? "" : " symref=HEAD:" + head) + " object-format=sha1 " + AGENT)
                .writeTo(answer);
        packets.end();
    }

    private static byte[] version2(boolean bundles) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PacketLineOut packets = new PacketLineOut(bytes);
        try {
            packets.writeString("# service=" + SERVICE + "\n");
            packets.end();
            packets.writeString("version 2\n");
            packets.writeString(AGENT + "\n");
            packets.writeString("ls-refs=unborn\n");
            packets.writeString("fetch=shallow wait-for-done filter ref-in-want\n");
            packets.writeString("server-option\n");
            packets.writeString("object-format=sha1\n");
            packets.writeString("object-info\n");
            if (bundles) {
                packets.writeString("bundle-uri\n");
            }
            packets.end();
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
        return bytes.toByteArray();
    }
}
