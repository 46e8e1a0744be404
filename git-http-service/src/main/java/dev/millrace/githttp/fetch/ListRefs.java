package dev.millrace.githttp.fetch;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefDatabase;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineIn;
import org.eclipse.jgit.transport.PacketLineOut;

/**
 * The command {@code ls-refs} of protocol version 2 with the argument {@code unborn}, which JGit does not know: it tells
 * a client of an empty repository what its default branch will be, so that a first push goes where HEAD points. See
 * gitprotocol-v2.
 */
final class ListRefs {

    private ListRefs() {}

    /** Whether a request of protocol version 2 is this command. */
    static boolean isAskedIn(byte[] request) {
        try {
            return new PacketLineIn(new ByteArrayInputStream(request))
                    .readString()
                    .equals("command=ls-refs");
        } catch (IOException malformed) {
            // JGit says what is wrong with it
            return false;
        }
    }

    /** Writes the list, HEAD first, then by name. */
    static void answer(Repository repository, byte[] request, OutputStream answer) throws IOException {
        Arguments arguments = arguments(request);
        RefDatabase refs = repository.getRefDatabase();
        PacketLineOut packets = new PacketLineOut(answer);
        packets.setFlushOnEnd(false);
        Ref head = refs.exactRef(Constants.HEAD);
        if (head != null && arguments.wants(Constants.HEAD)) {
            write(packets, refs, head, arguments);
        }
        for (Ref ref : found(refs, arguments)) {
            if (!ref.getName().equals(Constants.HEAD)) {
                write(packets, refs, ref, arguments);
            }
        }
        packets.end();
    }

    private static List<Ref> found(RefDatabase refs, Arguments arguments) throws IOException {
        return arguments.prefixes().isEmpty()
                ? refs.getRefs()
                : refs.getRefsByPrefix(arguments.prefixes().toArray(String[]::new));
    }

    private static void write(PacketLineOut packets, RefDatabase refs, Ref ref, Arguments arguments)
            throws IOException {
        ObjectId id = ref.getObjectId();
        if (id == null && !(arguments.unborn() && ref.isSymbolic())) {
            return;
        }
        StringBuilder line = new StringBuilder(id == null ? "unborn" : id.name());
        line.append(' ').append(ref.getName());
        if (ref.isSymbolic() && arguments.symrefs()) {
            line.append(" symref-target:").append(ref.getTarget().getName());
        }
        if (arguments.peel() && id != null) {
            ObjectId peeled = (ref.isPeeled() ? ref : refs.peel(ref)).getPeeledObjectId();
            if (peeled != null) {
                line.append(" peeled:").append(peeled.name());
            }
        }
        packets.writeString(line.append('\n').toString());
    }

    private static Arguments arguments(byte[] request) throws IOException {
        PacketLineIn packets = new PacketLineIn(new ByteArrayInputStream(request));
        String line = packets.readString();
        while (!PacketLineIn.isDelimiter(line) && !PacketLineIn.isEnd(line)) {
            line = packets.readString();
        }
        Set<String> flags = new HashSet<>();
        List<String> prefixes = new ArrayList<>();
        while (!PacketLineIn.isEnd(line)) {
            line = packets.readString();
            if (line.startsWith("ref-prefix ")) {
                prefixes.add(line.substring("ref-prefix ".length()));
            } else if (line.equals("peel") || line.equals("symrefs") || line.equals("unborn")) {
                flags.add(line);
            } else if (!PacketLineIn.isEnd(line)) {
                throw new PackProtocolException("ls-refs has no argument '" + line + "'");
            }
        }
        return new Arguments(
                flags.contains("peel"), flags.contains("symrefs"), flags.contains("unborn"), List.copyOf(prefixes));
    }

    private record Arguments(boolean peel, boolean symrefs, boolean unborn, List<String> prefixes) {

        boolean wants(String name) {
            return prefixes.isEmpty() || prefixes.stream().anyMatch(name::startsWith);
        }
    }
}
