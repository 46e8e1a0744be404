package dev.millrace.objectstore;

import dev.millrace.objectstore.Retries.FinalTrouble;
import dev.millrace.objectstore.S3ObjectStore.Upload;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * Uploads a file in parts, a few at once. The object becomes visible when the last call has joined them, if the key is free
 * then.
 */
record S3Multipart(S3Client client, S3Config config, S3Calls calls) {

    private static final Logger LOG = Logger.getLogger(S3Multipart.class);
    private static final int AT_ONCE = 4;
    private static final int MOST_PARTS = 10_000;

    void put(Upload upload, String name, Map<String, String> metadata, Check isOurs) throws IOException {
        String id = calls.run(
                "beginning an upload",
                upload.key(),
                () -> client.createMultipartUpload(request -> request.bucket(config.bucket())
                                .key(name)
                                .checksumAlgorithm(ChecksumAlgorithm.SHA256)
                                .metadata(metadata))
                        .uploadId());
        boolean joined = false;
        try {
            List<CompletedPart> parts = parts(upload, name, id);
            join(upload, name, id, parts, isOurs);
            joined = true;
        } finally {
            if (!joined) {
                abort(name, id);
            }
        }
    }

    private List<CompletedPart> parts(Upload upload, String name, String id) throws IOException {
        long partSize = Math.max(config.partSize(), (upload.size() + MOST_PARTS - 1) / MOST_PARTS);
        List<Future<CompletedPart>> running = new ArrayList<>();
        List<CompletedPart> parts = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(
                AT_ONCE, Thread.ofVirtual().name("upload-", 0).factory())) {
            try {
                for (long at = 0; at < upload.size(); at += partSize) {
                    var part = new Part((int) (at / partSize) + 1, at, Math.min(partSize, upload.size() - at));
                    running.add(threads.submit(() -> uploaded(upload, name, id, part)));
                }
                for (Future<CompletedPart> part : running) {
                    parts.add(part.get());
                }
            } catch (ExecutionException e) {
                threads.shutdownNow();
                throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
            } catch (InterruptedException e) {
                threads.shutdownNow();
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while uploading " + upload.key());
            }
        }
        return parts;
    }

    private CompletedPart uploaded(Upload upload, String name, String id, Part part) throws IOException {
        Sha256 sum = Sha256.of(upload.file(), part.position(), part.length());
        String tag = calls.run(
                "upload of part " + part.number(),
                upload.key(),
                () -> client.uploadPart(
                                request -> request.bucket(config.bucket())
                                        .key(name)
                                        .uploadId(id)
                                        .partNumber(part.number())
                                        .contentLength(part.length())
                                        .checksumSHA256(sum.base64()),
                                RequestBody.fromContentProvider(
                                        () -> open(upload, part), part.length(), "application/octet-stream"))
                        .eTag());
        return CompletedPart.builder()
                .partNumber(part.number())
                .eTag(tag)
                .checksumSHA256(sum.base64())
                .build();
    }

    private static InputStream open(Upload upload, Part part) {
        try {
            InputStream in = Files.newInputStream(upload.file());
            in.skipNBytes(part.position());
            return new Limited(in, part.length());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void join(Upload upload, String name, String id, List<CompletedPart> parts, Check isOurs)
            throws IOException {
        calls.run("joining the parts", upload.key(), () -> {
            try {
                return S3Calls.once(
                        upload.key(),
                        () -> client.completeMultipartUpload(request -> request.bucket(config.bucket())
                                .key(name)
                                .uploadId(id)
                                .ifNoneMatch("*")
                                .multipartUpload(all -> all.parts(parts))));
            } catch (FileAlreadyExistsException | FinalTrouble e) {
                // the key is taken, or the upload no longer exists: both also occur when we joined it and the response
                // was
                // lost
                if (!isOurs.check()) {
                    throw e;
                }
                return upload;
            }
        });
    }

    /** Parts of an abandoned upload cost money until they are deleted; a life-cycle rule should catch the rest. */
    private void abort(String name, String id) {
        try {
            client.abortMultipartUpload(
                    request -> request.bucket(config.bucket()).key(name).uploadId(id));
        } catch (SdkException e) {
            LOG.warnf("upload=%s of %s was given up and cannot be aborted: %s", id, name, e.toString());
        }
    }

    /** @param number from 1 */
    private record Part(int number, long position, long length) {}

    /** Ends with its part. */
    private static final class Limited extends FilterInputStream {

        private long left;

        Limited(InputStream in, long length) {
            super(in);
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int count = super.read(into, offset, (int) Math.min(length, left));
            left -= Math.max(count, 0);
            return count;
        }

        @Override
        public long skip(long bytes) throws IOException {
            long skipped = super.skip(Math.min(bytes, left));
            left -= skipped;
            return skipped;
        }

        @Override
        public int available() throws IOException {
            return (int) Math.min(super.available(), left);
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }

    /** Whether an upload of unknown outcome happened. */
    @FunctionalInterface
    interface Check {

        boolean check() throws IOException;
    }
}
