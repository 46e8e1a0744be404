package dev.millrace.githttp.fetch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineOut;

/**
 * Serves the command {@code object-info} of protocol version 2; see gitprotocol-v2. The command is our own because JGit
 * fails on a request with capabilities and on an unknown object.
 */
final class ObjectSizes {

    private static final String OID = "oid ";

    private ObjectSizes() {}

    /** The response. The size of an object that does not exist is empty, as with git's own server. */
    static byte[] answer(Repository repository, FetchRequest request) throws IOException {
        boolean size = false;
        List<ObjectId> ids = new ArrayList<>();
        for (String argument : request.arguments()) {
            if (argument.equals("size")) {
                size = true;
            } else if (argument.startsWith(OID) && ObjectId.isId(argument.substring(OID.length()))) {
                ids.add(ObjectId.fromString(argument.substring(OID.length())));
            } else {
                throw new PackProtocolException("object-info has no argument '" + argument + "'");
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PacketLineOut packets = new PacketLineOut(bytes);
        if (size && !ids.isEmpty()) {
            packets.writeString("size");
        }
        try (ObjectReader reader = repository.newObjectReader()) {
            for (ObjectId id : ids) {
                packets.writeString(size ? id.name() + " " + size(reader, id) : id.name());
            }
        }
        packets.end();
        return bytes.toByteArray();
    }

    private static String size(ObjectReader reader, ObjectId id) throws IOException {
        try {
            return Long.toString(reader.getObjectSize(id, ObjectReader.OBJ_ANY));
        } catch (MissingObjectException e) {
            return "";
        }
    }
}
