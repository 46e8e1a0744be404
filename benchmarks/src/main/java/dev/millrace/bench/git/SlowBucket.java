package dev.millrace.bench.git;

import dev.millrace.standalone.client.UnexpectedAnswer;
import dev.millrace.standalone.process.FileTree;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** An S3 store on this machine that delays every read, as one across a network does. */
final class SlowBucket implements AutoCloseable {

    private static final String BUCKET = "bench";
    private static final String ACCESS_KEY = "bench";
    private static final String SECRET_KEY = "bench-secret";

    private final S3Proxy server;

    private SlowBucket(S3Proxy server) {
        this.server = server;
    }

    /** Starts it with an emptied folder. */
    static SlowBucket start(Path folder, Duration read) throws IOException {
        FileTree.delete(folder);
        Files.createDirectories(folder.resolve(BUCKET));
        S3Proxy server = S3Proxy.builder()
                .blobStore(new SlowReads(new FilesystemNio2BlobStore(folder.toString()), read))
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
                .ignoreUnknownHeaders(true)
                .build();
        try {
            server.start();
        } catch (Exception e) {
            throw new UnexpectedAnswer("the S3 server does not start: " + e, e);
        }
        return new SlowBucket(server);
    }

    /** Settings that make our services keep packs there, as environment. */
    Map<String, String> settings() {
        return Map.of(
                "MILLRACE_GIT_STORE",
                "s3",
                "MILLRACE_GIT_S3_BUCKET",
                BUCKET,
                "MILLRACE_GIT_S3_ENDPOINT",
                "http://127.0.0.1:" + server.getPort(),
                "MILLRACE_GIT_S3_PATH_STYLE",
                "true",
                "MILLRACE_GIT_S3_ACCESS_KEY",
                ACCESS_KEY,
                "MILLRACE_GIT_S3_SECRET_KEY",
                SECRET_KEY);
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new UnexpectedAnswer("the S3 server does not stop: " + e, e);
        }
    }

    private static final class SlowReads extends ForwardingBlobStore {

        private final Duration read;

        private SlowReads(BlobStore store, Duration read) {
            super(store);
            this.read = read;
        }

        @Override
        public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
            try {
                Thread.sleep(read);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("stopped in a read", e);
            }
            return super.getBlob(request);
        }
    }
}
