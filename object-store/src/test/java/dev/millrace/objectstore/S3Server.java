package dev.millrace.objectstore;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/** An S3 server on loopback, over a temporary directory, with a bucket {@code packs}; one for all tests of the JVM. */
public final class S3Server {

    private static final String BUCKET = "packs";
    private static final String ACCESS_KEY = "test-access";
    private static final String SECRET_KEY = "test-secret";

    private static final S3Server SHARED = start();

    private final URI endpoint;

    private S3Server(URI endpoint) {
        this.endpoint = endpoint;
    }

    public static S3Server shared() {
        return SHARED;
    }

    private static S3Server start() {
        try {
            Path folder = Files.createTempDirectory("millrace-s3");
            Files.createDirectory(folder.resolve(BUCKET));
            S3Proxy server = S3Proxy.builder()
                    .blobStore(new FilesystemNio2BlobStore(folder.toString()))
                    .endpoint(URI.create("http://127.0.0.1:0"))
                    .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
                    .ignoreUnknownHeaders(true)
                    .build();
            server.start();
            return new S3Server(URI.create("http://127.0.0.1:" + server.getPort()));
        } catch (Exception e) {
            throw new IllegalStateException("the S3 server does not start", e);
        }
    }

    public URI endpoint() {
        return endpoint;
    }

    /** The configuration that makes a service use it. */
    public Properties settings() {
        var settings = new Properties();
        settings.setProperty("millrace.git.store", "s3");
        settings.setProperty("millrace.git.s3.bucket", BUCKET);
        settings.setProperty("millrace.git.s3.endpoint", endpoint.toString());
        settings.setProperty("millrace.git.s3.path-style", "true");
        settings.setProperty("millrace.git.s3.access-key", ACCESS_KEY);
        settings.setProperty("millrace.git.s3.secret-key", SECRET_KEY);
        return settings;
    }

    S3Config config() {
        return config(BUCKET, SECRET_KEY);
    }

    S3Config config(String bucket, String secretKey) {
        return new S3Config(
                bucket,
                "",
                Optional.of(endpoint),
                "us-east-1",
                true,
                Optional.of(new S3Config.Credentials(ACCESS_KEY, secretKey)),
                5L << 20,
                4,
                Duration.ofMillis(2),
                Duration.ofSeconds(10));
    }

    public S3ObjectStore open() throws IOException {
        return S3ObjectStore.open(config());
    }
}
