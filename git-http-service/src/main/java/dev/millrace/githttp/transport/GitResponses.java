package dev.millrace.githttp.transport;

import dev.millrace.kit.error.MillraceException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Supplier;
import java.util.zip.ZipException;
import org.jboss.logging.Logger;

/** Responses to Git clients: complete, streamed, or a refusal as plain text. No cache may store any of them. */
final class GitResponses {

    private static final Logger LOG = Logger.getLogger(GitResponses.class);

    /**
     * Largest response that is handed to the network at once: a larger one is streamed, and counted until the client has it.
     */
    static final int SENT_AT_ONCE = 64 * 1024;

    private static final int BUFFER = 64 * 1024;

    private GitResponses() {}

    /** The response that the work returns, or else to the exception that it throws. */
    static Response answered(Supplier<Response> work) {
        try {
            return work.get();
        } catch (MillraceException failure) {
            LOG.warnf("refused status=%d: %s", failure.status(), failure.message());
            return refused(GitRefusal.of(failure));
        } catch (RuntimeException failure) {
            LOG.error("request failed", failure);
            return refused(GitRefusal.failed());
        }
    }

    /** A refusal. */
    static Response refused(GitRefusal refusal) {
        Response.ResponseBuilder response = neverCached(Response.status(refusal.status())
                .entity(refusal.message() + "\n")
                .type("text/plain;charset=utf-8"));
        refusal.retryAfter().ifPresent(after -> response.header(HttpHeaders.RETRY_AFTER, after.toSeconds()));
        if (refusal.status() == 401) {
            response.header(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"millrace\"");
        }
        return response.build();
    }

    /** A small response that is already complete. */
    static Response atOnce(byte[] content, String type) {
        return neverCached(Response.ok(content, "application/x-" + type)).build();
    }

    /**
     * A response that is already complete. Unless it is small, the exchange keeps its connection permit and what it owns,
     * and can be aborted, until the response is written or the client has disconnected.
     */
    static Response whole(Exchange exchange, byte[] content, String type) {
        return content.length <= SENT_AT_ONCE
                ? atOnce(content, type)
                : streamed(exchange, type, out -> out.write(content));
    }

    /** A response that is produced while it is sent, by the thread that sends it. */
    static Response streamed(Exchange exchange, String type, Body body) {
        exchange.handOver();
        StreamingOutput output = raw -> send(exchange, raw, body);
        return neverCached(Response.ok(output, "application/x-" + type)).build();
    }

    private static void send(Exchange exchange, OutputStream raw, Body body) throws IOException {
        exchange.begin();
        try {
            BufferedOutputStream buffered = new BufferedOutputStream(exchange.writing(raw), BUFFER);
            body.write(buffered);
            buffered.flush();
        } catch (ZipException malformed) {
            if (exchange.sent() > 0) {
                exchange.abort("the request body is malformed gzip");
                throw malformed;
            }
            throw new WebApplicationException(refused(GitRefusal.malformedGzip()));
        } catch (ClientDisconnected left) {
            ExchangeLog.endedEarly(exchange);
            exchange.abort("the client has left");
            throw new IOException(left);
        } catch (IOException | RuntimeException failure) {
            LOG.errorf(failure, "response failed sent=%d", exchange.sent());
            if (exchange.sent() > 0) {
                exchange.abort("the response failed");
            }
            throw failure;
        } finally {
            exchange.finish();
        }
    }

    private static Response.ResponseBuilder neverCached(Response.ResponseBuilder response) {
        return response.header(HttpHeaders.CACHE_CONTROL, "no-cache, max-age=0, must-revalidate")
                .header("Pragma", "no-cache")
                .header(HttpHeaders.EXPIRES, "Fri, 01 Jan 1980 00:00:00 GMT");
    }

    /** Produces the content of a response. */
    interface Body {
        void write(OutputStream out) throws IOException;
    }
}
