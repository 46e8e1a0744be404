package dev.millrace.githttp.forward;

import dev.millrace.upstream.UpstreamCall;
import dev.millrace.upstream.UpstreamException;
import dev.millrace.upstream.UpstreamResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.function.Function;

/**
 * The bytes of one LFS object while it is uploaded to an upstream. Bytes read from {@link #through} are sent to the
 * upstream, except the newest part, which is held back until {@link #finish}: an object that turns out to be wrong never
 * reaches it completely.
 */
public final class ObjectUpload implements AutoCloseable {

    private final UpstreamCall call;
    private final Function<UpstreamResponse, ObjectRefusal> refusal;
    private final Function<IOException, ObjectRefusal> unavailable;
    private final Verification verification;
    private final long size;
    private byte[] heldBack = {};
    private long sent;

    ObjectUpload(
            UpstreamCall call,
            long size,
            Function<UpstreamResponse, ObjectRefusal> refusal,
            Function<IOException, ObjectRefusal> unavailable,
            Verification verification) {
        this.call = call;
        this.size = size;
        this.refusal = refusal;
        this.unavailable = unavailable;
        this.verification = verification;
    }

    /**
     * The content, which is sent on as it is read.
     *
     * @param content as the client sends it; not closed
     */
    public InputStream through(InputStream content) {
        return new InputStream() {

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int got = content.read(into, offset, length);
                if (got > 0) {
                    send(Arrays.copyOfRange(into, offset, offset + got));
                }
                return got;
            }
        };
    }

    private void send(byte[] next) throws ObjectRefusal {
        byte[] ready = heldBack;
        heldBack = next;
        if (ready.length == 0 || sent + ready.length >= size) {
            // longer than announced: the object is wrong, and its last part stays here
            return;
        }
        sent += ready.length;
        try {
            call.write(ready, 0, ready.length);
        } catch (UpstreamException failure) {
            throw explained(failure);
        }
    }

    /**
     * Sends the rest, and waits until the upstream has accepted the object.
     *
     * @throws ObjectRefusal if it does not
     */
    public void finish() throws ObjectRefusal {
        UpstreamResponse response;
        try {
            call.end(heldBack, 0, heldBack.length);
            response = call.response();
        } catch (UpstreamException failure) {
            throw explained(failure);
        }
        if (response.status() / 100 != 2) {
            throw refusal.apply(response);
        }
        try {
            verification.verify();
        } catch (ObjectRefusal refused) {
            throw refused;
        } catch (IOException failure) {
            throw unavailable.apply(failure);
        }
    }

    /** An upstream that refuses early returns its status, and stops reading. */
    private ObjectRefusal explained(UpstreamException failure) {
        return call.earlyResponse().map(refusal).orElseGet(() -> unavailable.apply(failure));
    }

    /** Aborts the upload if it is not finished. */
    @Override
    public void close() {
        call.close();
    }

    /** The request that confirms an upload. */
    @FunctionalInterface
    interface Verification {
        void verify() throws IOException;
    }
}
