package dev.millrace.githttp.lfs;

import dev.millrace.githttp.lfs.LfsOutcome.Content;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.jboss.logging.Logger;

/**
 * Sends an object, or a part of it, and ends the transfer.
 *
 * @param first position of the first byte
 * @param length bytes to send
 */
record SendObject(Transfers transfers, Transfer transfer, LfsCall call, Content content, long first, long length) {

    private static final Logger LOG = Logger.getLogger(SendObject.class);
    private static final int BUFFER = 64 * 1024;

    String tag() {
        return content.tag();
    }

    /** The header {@code Content-Range} (RFC 9110, section 14.4). */
    String contentRange() {
        return "bytes %d-%d/%d".formatted(first, first + length - 1, content.size());
    }

    void send(OutputStream out) throws IOException {
        transfer.begin();
        try {
            copy(out);
            out.flush();
            transfers.count("download", length);
            LOG.infof(
                    "lfs downloaded %s oid=%s sent=%d ms=%d",
                    call, tag(), length, transfer.age().toMillis());
        } catch (IOException | RuntimeException failure) {
            report(failure);
            transfer.abort("the download failed");
            throw failure;
        } finally {
            transfer.finish();
        }
    }

    private void copy(OutputStream out) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        for (long at = first; at < first + length; ) {
            buffer.clear().limit((int) Math.min(BUFFER, first + length - at));
            int got = content.object().read(at, buffer);
            if (got < 0) {
                throw new IOException("LFS object %s is shorter than %d bytes".formatted(tag(), at + 1));
            }
            transfer.write(out, buffer.array(), got);
            at += got;
        }
    }

    private void report(Exception failure) {
        String reason = transfer.brokenBy();
        if (reason == null) {
            LOG.errorf(failure, "lfs download failed %s oid=%s", call, tag());
        } else {
            LOG.infof("lfs download ended early %s oid=%s sent=%d reason=%s", call, tag(), transfer.sent(), reason);
        }
    }
}
