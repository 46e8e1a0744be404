package dev.millrace.gateway.route;

import dev.millrace.kit.request.RequestId;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Changes the headers of a message that is forwarded (RFC 9110, 7.6.1). */
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

    /** W3C Trace Context and Baggage. */
    private static final List<String> TRACE = List.of("traceparent", "tracestate", "baggage");

    private ForwardingHeaders() {}

    /** Drops the hop-by-hop headers, including those that {@code Connection} names. */
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
     * Sets the forwarding headers, which name the client.
     *
     * @param trusted whether the proxy in front of us is trusted; otherwise its headers are replaced
     */
    static void setForwardedHeaders(MultiMap headers, Asker asker, boolean trusted) {
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

    /**
     * Drops the client's trace context: services accept what the gateway forwards. While tracing is on, Vert.x writes that of
     * the gateway's own span, which continues the client's trace only where the operator trusts callers.
     */
    static void dropTraceContext(MultiMap headers) {
        TRACE.forEach(headers::remove);
    }

    /**
     * IP address of the client, for limits.
     *
     * @param trusted whether the proxy in front of us is trusted to name it
     */
    static String sender(MultiMap headers, Asker asker, boolean trusted) {
        // some proxies add a line of their own below those that the client sent (RFC 9110, section 5.3)
        List<String> given = trusted ? headers.getAll(FOR) : List.of();
        return given.isEmpty()
                ? asker.address()
                : given.getLast()
                        .substring(given.getLast().lastIndexOf(',') + 1)
                        .strip();
    }

    /** The request's id: the caller's if it is acceptable, otherwise a new one, which is set. */
    static String requestId(MultiMap headers) {
        String given = headers.get(RequestId.HEADER);
        String id = given != null && RequestId.isAcceptable(given)
                ? given
                : UUID.randomUUID().toString();
        headers.set(RequestId.HEADER, id);
        return id;
    }

    /**
     * The client, as this hop sees it.
     *
     * @param address IP address
     * @param scheme {@code http} or {@code https}
     * @param host as requested, with the port
     */
    record Asker(String address, String scheme, String host) {}
}
