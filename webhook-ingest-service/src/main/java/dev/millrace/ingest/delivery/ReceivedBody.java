package dev.millrace.ingest.delivery;

import dev.millrace.ingest.hook.SignedBytes;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The bytes of a body, in segments that are filled one after the other: a body that grows is not copied, and many small
 * chunks take no more memory than a few large ones.
 */
final class ReceivedBody {

    private static final int FIRST_SEGMENT = 4 * 1024;
    private static final int SEGMENT = 64 * 1024;

    private final List<byte[]> segments = new ArrayList<>();
    private byte[] last = new byte[0];
    private int usedOfLast;
    private int length;

    /**
     * A body that was read before.
     *
     * @param bytes not copied; the caller must not change them afterwards
     */
    static ReceivedBody of(byte[] bytes) {
        var body = new ReceivedBody();
        if (bytes.length > 0) {
            body.segments.add(bytes);
            body.last = bytes;
            body.usedOfLast = bytes.length;
            body.length = bytes.length;
        }
        return body;
    }

    /**
     * Appends a chunk.
     *
     * @param share charged for each segment before it is allocated
     * @return whether the share was sufficient
     */
    boolean append(Buffer chunk, IncomingBodies.Share share) {
        int at = 0;
        while (at < chunk.length()) {
            if (usedOfLast == last.length) {
                int size = segments.isEmpty() ? FIRST_SEGMENT : SEGMENT;
                if (!share.take(size)) {
                    return false;
                }
                last = new byte[size];
                usedOfLast = 0;
                segments.add(last);
            }
            int part = Math.min(last.length - usedOfLast, chunk.length() - at);
            chunk.getBytes(at, at + part, last, usedOfLast);
            usedOfLast += part;
            at += part;
        }
        length += chunk.length();
        return true;
    }

    /** Bytes, 0 or more. */
    int length() {
        return length;
    }

    /** The bytes from the start. */
    InputStream open() {
        List<InputStream> parts = new ArrayList<>(segments.size());
        for (int i = 0; i < segments.size(); i++) {
            parts.add(new ByteArrayInputStream(segments.get(i), 0, used(i)));
        }
        return new SequenceInputStream(Collections.enumeration(parts));
    }

    /** Passes the bytes from the start. */
    void into(SignedBytes.Sink sink) throws GeneralSecurityException {
        for (int i = 0; i < segments.size(); i++) {
            sink.take(segments.get(i), 0, used(i));
        }
    }

    void update(MessageDigest digest) {
        for (int i = 0; i < segments.size(); i++) {
            digest.update(segments.get(i), 0, used(i));
        }
    }

    private int used(int segment) {
        return segment == segments.size() - 1 ? usedOfLast : segments.get(segment).length;
    }
}
