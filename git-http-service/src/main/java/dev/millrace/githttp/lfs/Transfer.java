package dev.millrace.githttp.lfs;

import dev.millrace.githttp.exchange.OpenRequest;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerResponse;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One upload or download in progress. */
final class Transfer extends OpenRequest {

    private static final Logger LOG = Logger.getLogger(Transfer.class);

    private final Consumer<Transfer> whenFinished;
    private long sent;

    /** @param context of the connection */
    Transfer(HttpServerResponse response, Context context, Consumer<Transfer> whenFinished) {
        super(response, context);
        this.whenFinished = whenFinished;
    }

    /** Registers a resource to close when the transfer ends, however it ends. */
    void hold(Closeable resource) {
        owns(() -> close(resource));
    }

    private static void close(Closeable resource) {
        try {
            resource.close();
        } catch (IOException e) {
            LOG.warn("an object could not be closed", e);
        }
    }

    @Override
    protected void finished() {
        whenFinished.accept(this);
    }

    /** Why it ended early: our own reason, else that the client disconnected; null if it did not end early. */
    @Nullable
    String brokenBy() {
        String ours = abortReason();
        if (ours != null) {
            return ours;
        }
        return isBroken() ? "the client has left" : null;
    }

    /** Bytes sent so far. */
    long sent() {
        return sent;
    }

    /** The bytes of an upload. */
    InputStream reading(InputStream body) {
        return new FilterInputStream(body) {
            @Override
            public int read() throws IOException {
                startWaiting();
                try {
                    return in.read();
                } finally {
                    stopWaiting();
                }
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                startWaiting();
                try {
                    return in.read(into, offset, length);
                } finally {
                    stopWaiting();
                }
            }
        };
    }

    void write(OutputStream to, byte[] bytes, int length) throws IOException {
        startWaiting();
        try {
            to.write(bytes, 0, length);
            sent += length;
        } finally {
            stopWaiting();
        }
    }
}
