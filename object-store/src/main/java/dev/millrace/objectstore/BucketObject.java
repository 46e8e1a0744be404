package dev.millrace.objectstore;

import dev.millrace.objectstore.Retries.FinalTrouble;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** An object of a bucket. Each read is one request; a read that is interrupted resumes where it stopped. */
final class BucketObject implements StoredObject {

    private static final int PIECE = 1 << 16;

    private final S3Client client;
    private final String bucket;
    private final String name;
    private final ObjectKey key;
    private final long size;
    private final S3Calls calls;
    private @Nullable String sha256;

    BucketObject(S3Client client, String bucket, String name, ObjectKey key, long size, S3Calls calls) {
        this.client = client;
        this.bucket = bucket;
        this.name = name;
        this.key = key;
        this.size = size;
        this.calls = calls;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
        if (!into.hasRemaining()) {
            return 0;
        }
        if (position >= size) {
            return -1;
        }
        int length = (int) Math.min(into.remaining(), size - position);
        int start = into.position();
        calls.run("read", key, () -> {
            int done = into.position() - start;
            if (done < length) {
                read(position + done, length - done, into);
            }
            return length;
        });
        return length;
    }

    private void read(long from, int length, ByteBuffer into) throws IOException {
        String range = "bytes=%d-%d".formatted(from, from + length - 1);
        try (ResponseInputStream<GetObjectResponse> in =
                client.getObject(request -> request.bucket(bucket).key(name).range(range))) {
            check(in.response());
            var piece = new byte[Math.min(PIECE, length)];
            for (int left = length; left > 0; ) {
                int count = in.read(piece, 0, Math.min(left, piece.length));
                if (count < 0) {
                    throw new EOFException("%s of %s broke off %d bytes early".formatted(range, key, left));
                }
                into.put(piece, 0, count);
                left -= count;
            }
        }
    }

    private void check(GetObjectResponse response) throws IOException {
        String range = response.contentRange();
        long total =
                range == null ? response.contentLength() : Long.parseLong(range.substring(range.lastIndexOf('/') + 1));
        if (total != size) {
            throw new FinalTrouble(
                    "%s has %d bytes in the object store, not %d".formatted(key, total, size), new IOException(range));
        }
        sha256 = response.metadata().get(S3ObjectStore.SHA256);
    }

    @Override
    public Optional<String> sha256() {
        return Optional.ofNullable(sha256);
    }

    @Override
    public void close() {
        // each read is a request of its own
    }
}
