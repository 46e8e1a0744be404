package dev.millrace.githttp.fetch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineIn;

/**
 * Removes ids of objects that the repository does not have from a request before JGit sees it. JGit collects ids in hash
 * sets whose hash is 32 bits of the id, so ids chosen to share these bits cause quadratic comparisons. Here every id costs
 * one search in the sorted index of each pack.
 */
final class KnownIds {

    private KnownIds() {}

    /**
     * The request with those {@code have} and {@code shallow} lines that name an object of the repository. Git's own server
     * ignores the others too.
     *
     * @throws PackProtocolException if a wanted object does not exist
     */
    static FetchRequest only(Repository repository, FetchRequest request) throws IOException {
        List<String> kept = new ArrayList<>();
        int lastUnknownHave = -1;
        String unknownHave = "";
        try (ObjectReader reader = repository.newObjectReader()) {
            for (String packet : request.packets()) {
                if (isMarker(packet)) {
                    kept.add(packet);
                } else if (packet.startsWith("have ")) {
                    if (reader.has(id(packet, "have "))) {
                        kept.add(packet);
                    } else {
                        lastUnknownHave = kept.size();
                        unknownHave = packet;
                    }
                } else if (packet.startsWith("want ")) {
                    ObjectId want = id(packet, "want ");
                    if (!reader.has(want)) {
                        throw new PackProtocolException(
                                "want %s not valid: there is no such object".formatted(want.name()));
                    }
                    kept.add(packet);
                } else if (!packet.startsWith("shallow ") || reader.has(id(packet, "shallow "))) {
                    kept.add(packet);
                }
            }
        }
        if (lastUnknownHave >= 0) {
            // in multi_ack, the acknowledgment of an unknown commit signals to the client that it may stop
            kept.add(lastUnknownHave, unknownHave);
        }
        return request.of(kept);
    }

    /**
     * The request without its {@code have} lines if the repository has none of these objects and the client expects a pack
     * now: then it is a clone. Other requests are returned as they are. Only in protocol version 2 does the response not
     * acknowledge such lines.
     */
    static FetchRequest withoutUnknownHaves(Repository repository, FetchRequest request) throws IOException {
        if (!request.isVersion2() || !request.has("done")) {
            return request;
        }
        try (ObjectReader reader = repository.newObjectReader()) {
            for (String packet : request.packets()) {
                if (packet.startsWith("have ") && reader.has(id(packet, "have "))) {
                    return request;
                }
            }
        }
        return request.of(request.packets().stream()
                .filter(packet -> !packet.startsWith("have "))
                .toList());
    }

    private static boolean isMarker(String packet) {
        return PacketLineIn.isEnd(packet) || PacketLineIn.isDelimiter(packet);
    }

    private static ObjectId id(String packet, String keyword) {
        return ObjectId.fromString(packet.substring(keyword.length(), keyword.length() + 40));
    }
}
