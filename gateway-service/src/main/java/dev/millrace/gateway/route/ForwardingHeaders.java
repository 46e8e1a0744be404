package dev.millrace.gateway.route;

import dev.millrace.kit.request.RequestId;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** What changes in the headers of a message on its way through (RFC 9110, 7.6.1). */
final class ForwardingHeaders {

    private static final List<String> FOR_ONE_HOP = List.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private static final String FOR = "X-Forwarded-For";
    private static final String PROTO = "X-Forwarded-Proto";
    private static final String HOST = "X-Forwarded-Host";

    private ForwardingHeaders() {}

    /** Drops what was meant for this hop only, also what {@code Connection} names. */
    static void dropHopByHop(MultiMap headers) {
        List<String> named = headers.getAll("connection").stream()
                .flatMap(value -> Stream.of(value.split(",")))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
        named.forEach(headers::remove);
        FOR_ONE_HOP.forEach(headers::remove);
    }

    /**
     * Says who asked.
     *
     * @param trusted whether a proxy before us may be believed; otherwise its claims are replaced
     */
    static void sayWhoAsked(MultiMap headers, Asker asker, boolean trusted) {
        headers.remove("Forwarded");
        List<String> before = headers.getAll(FOR);
        headers.set(
                FOR,
                trusted && !before.isEmpty() ? String.join(", ", before) + ", " + asker.address() : asker.address());
        if (!trusted || !headers.contains(PROTO)) {
            headers.set(PROTO, asker.scheme());
        }
        if (!trusted || !headers.contains(HOST)) {
            headers.set(HOST, asker.host());
        }
    }

    /** The request's id: the caller's if it is a decent one, otherwise a new one, which is set. */
    static String requestId(MultiMap headers) {
        String given = headers.get(RequestId.HEADER);
        String id = given != null && RequestId.isAcceptable(given)
                ? given
                : UUID.randomUUID().toString();
        headers.set(RequestId.HEADER, id);
        return id;
    }

    /**
     * Who asked, as this hop sees it.
     *
     * @param address IP address
     * @param scheme {@code http} or {@code https}
     * @param host as asked for, with the port
     */
    record Asker(String address, String scheme, String host) {}
}
