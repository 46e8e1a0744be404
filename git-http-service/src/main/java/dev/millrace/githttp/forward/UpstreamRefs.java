package dev.millrace.githttp.forward;

import dev.millrace.forge.WebPage;
import dev.millrace.git.check.RefListInput;
import dev.millrace.upstream.UpstreamAccess;
import dev.millrace.upstream.UpstreamException;
import dev.millrace.upstream.UpstreamFailure;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.errors.InvalidObjectIdException;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.transport.PacketLineIn;
import org.eclipse.jgit.transport.PacketLineOut;

/**
 * What an upstream's {@code git-receive-pack} advertises, see gitprotocol-http(5) and gitprotocol-pack(5): its branches and
 * tags, and its capabilities. Objects that it only borrows ({@code .have}) are omitted, since a client would then not send
 * them, and we do not have them.
 */
record UpstreamRefs(SortedMap<String, ObjectId> tips, Set<String> capabilities) {

    private static final int LONGEST = 1000;
    private static final int ID = Constants.OBJECT_ID_STRING_LENGTH;

    /** Capabilities that a client is offered only if the upstream supports them too. */
    private static final List<String> PASSED_ON =
            List.of("delete-refs", "quiet", "atomic", "ofs-delta", "push-options");

    /**
     * Reads the response to {@code info/refs}. Refs whose names are not UTF-8 are omitted.
     *
     * @param most largest number of refs to read
     * @throws UpstreamException if it is not a list of refs, or requires something that we do not support
     */
    static UpstreamRefs read(UpstreamAccess access, InputStream answer, int most) throws IOException {
        String name = access.name();
        try {
            PacketLineIn lines = new PacketLineIn(new RefListInput(answer));
            String service = lines.readString();
            if (!service.equals("# service=git-receive-pack")) {
                throw broken(access, service);
            }
            while (!PacketLineIn.isEnd(lines.readString())) {
                // no other lines are defined here yet
            }
            return read(name, lines, most);
        } catch (PackProtocolException refusal) {
            throw new UpstreamException(new UpstreamFailure.AccessDenied(
                    "%s reports: %s".formatted(name, access.sanitized(String.valueOf(refusal.getMessage()), LONGEST))));
        } catch (EOFException | InvalidObjectIdException cut) {
            throw unexpected(name + " broke off while it listed its refs");
        }
    }

    private static UpstreamRefs read(String name, PacketLineIn lines, int most) throws IOException {
        var tips = new TreeMap<String, ObjectId>();
        var capabilities = new LinkedHashSet<String>();
        int heard = 0;
        for (String line = lines.readString(); !PacketLineIn.isEnd(line); line = lines.readString()) {
            int end = line.indexOf('\0');
            if (end >= 0) {
                capabilities.addAll(List.of(line.substring(end + 1).strip().split(" ")));
                line = line.substring(0, end);
            }
            if (line.length() <= ID || ++heard > most) {
                throw unexpected(
                        heard > most ? "%s has more than %d refs".formatted(name, most) : name + " lists no refs");
            }
            String ref = line.substring(ID + 1);
            if (ref.startsWith(Constants.R_HEADS) || ref.startsWith(Constants.R_TAGS)) {
                tips.put(ref, ObjectId.fromString(line.substring(0, ID)));
            }
        }
        if (capabilities.contains("object-format=sha256")) {
            throw new UpstreamException(
                    new UpstreamFailure.Unsupported(name + " names its objects by SHA-256, which cannot be mirrored"));
        }
        if (!capabilities.contains("report-status")) {
            throw unexpected(name + " would not report what became of a push");
        }
        return new UpstreamRefs(tips, capabilities);
    }

    private static UpstreamException broken(UpstreamAccess access, String line) {
        return unexpected(WebPage.message(
                access.name(), "another first line", access.sanitized(line, LONGEST), "# service=git-receive-pack"));
    }

    private static UpstreamException unexpected(String message) {
        return new UpstreamException(new UpstreamFailure.UnexpectedResponse(message));
    }

    boolean can(String capability) {
        return capabilities.contains(capability);
    }

    Optional<ObjectId> tip(String ref) {
        return Optional.ofNullable(tips.get(ref));
    }

    /**
     * Advertises the same to our client, with the refs that exist only here.
     *
     * @param own refs of ours that are never sent to the upstream
     */
    void advertise(Map<String, ObjectId> own, OutputStream answer) throws IOException {
        PacketLineOut lines = new PacketLineOut(answer);
        lines.writeString("# service=git-receive-pack\n");
        lines.end();
        var offered = new StringBuilder("report-status side-band-64k");
        PASSED_ON.stream().filter(this::can).forEach(each -> offered.append(' ').append(each));
        offered.append(" agent=millrace");
        SortedMap<String, ObjectId> shown = new TreeMap<>(tips);
        shown.putAll(own);
        if (shown.isEmpty()) {
            lines.writeString(
                    "%s capabilities^{}\0%s\n".formatted(ObjectId.zeroId().name(), offered));
        }
        String once = "\0" + offered;
        for (Map.Entry<String, ObjectId> each : shown.entrySet()) {
            lines.writeString(each.getValue().name() + " " + each.getKey() + once + "\n");
            once = "";
        }
        lines.end();
    }
}
