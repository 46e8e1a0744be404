package dev.millrace.githttp.fetch;

import java.util.List;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.transport.PacketLineIn;

/**
 * Checks a request before JGit reads it, since JGit sends no response to some malformed requests and fails on others in a
 * way that the client does not see. See gitprotocol-pack and gitprotocol-v2.
 */
final class RequestSyntax {

    private static final List<String> FILTERS = List.of("blob:none", "blob:limit=", "tree:");
    private static final int SHOWN = 100;

    private RequestSyntax() {}

    static void check(FetchRequest request, FetchLimits limits) throws PackProtocolException {
        checkEnd(request);
        int wants = 0;
        int cuts = 0;
        int described = 0;
        boolean sizes = request.command().filter("object-info"::equals).isPresent();
        boolean objects = !request.isVersion2()
                || request.command().filter("fetch"::equals).isPresent();
        for (String packet : request.packets()) {
            if (packet.startsWith("object-format=") && !packet.equals("object-format=sha1")) {
                throw new PackProtocolException("%s is not supported here; repositories use sha1".formatted(packet));
            }
            if (sizes && packet.startsWith("oid ")) {
                described++;
            }
            if (objects && packet.startsWith("want ")) {
                checkId(request, packet, "want ");
                wants++;
            } else if (objects && packet.startsWith("have ")) {
                checkId(request, packet, "have ");
            } else if (objects && packet.startsWith("shallow ")) {
                checkId(request, packet, "shallow ");
                cuts++;
            } else if (objects) {
                checkOption(packet);
            }
        }
        if (wants > limits.wants() || cuts > limits.wants()) {
            throw new PackProtocolException("the request lists %d wants and %d shallow commits; the limit is %d of each"
                    .formatted(wants, cuts, limits.wants()));
        }
        if (described > limits.wants()) {
            throw new PackProtocolException(
                    "the request asks about %d objects; the limit is %d".formatted(described, limits.wants()));
        }
    }

    /** A request of version 2 is one list that ends with a flush; in earlier versions the wants end with one. */
    private static void checkEnd(FetchRequest request) throws PackProtocolException {
        List<String> packets = request.packets();
        boolean complete = request.isVersion2()
                ? PacketLineIn.isEnd(packets.getLast())
                : packets.stream().anyMatch(PacketLineIn::isEnd);
        if (!complete) {
            throw new PackProtocolException("the request ends without a flush packet");
        }
    }

    private static void checkId(FetchRequest request, String packet, String keyword) throws PackProtocolException {
        int end = keyword.length() + 40;
        // the first want of an early version is followed by capabilities
        boolean endsThere =
                packet.length() == end || (!request.isVersion2() && packet.length() > end && packet.charAt(end) == ' ');
        if (!endsThere || !ObjectId.isId(packet.substring(keyword.length(), end))) {
            throw new PackProtocolException(
                    "'%s' is not followed by an object id of 40 digits: %s".formatted(keyword.strip(), shown(packet)));
        }
    }

    private static void checkOption(String packet) throws PackProtocolException {
        if (packet.startsWith("filter ") && FILTERS.stream().noneMatch(packet.substring(7)::startsWith)) {
            throw new PackProtocolException(
                    "the filter '%s' is not supported here; blob:none, blob:limit=<size> and tree:<depth> are"
                            .formatted(shown(packet.substring(7))));
        }
        if (packet.startsWith("deepen ")) {
            number(packet, "deepen ", Integer.MAX_VALUE);
        } else if (packet.startsWith("deepen-since ")) {
            number(packet, "deepen-since ", Long.MAX_VALUE);
        }
    }

    /** The number after a keyword, at least 1. */
    static long number(String packet, String keyword, long largest) throws PackProtocolException {
        try {
            long number = Long.parseLong(packet, keyword.length(), packet.length(), 10);
            if (number >= 1 && number <= largest) {
                return number;
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw new PackProtocolException(
                "'%s' is not followed by a number of 1 or more: %s".formatted(keyword.strip(), shown(packet)));
    }

    /** The beginning of a packet as a message can show it. */
    private static String shown(String packet) {
        return packet.substring(0, Math.min(SHOWN, packet.length())).replaceAll("\\p{Cntrl}", "?");
    }
}
