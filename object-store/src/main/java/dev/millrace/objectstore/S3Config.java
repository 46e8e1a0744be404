package dev.millrace.objectstore;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/**
 * A bucket and how it is reached.
 *
 * @param bucket name of the bucket, which must exist; required with {@code millrace.git.store=s3}
 * @param prefix folder in the bucket, without a leading or trailing {@code /}
 * @param endpoint address of a store that is not Amazon's; it must support {@code If-None-Match: *}
 * @param region for example {@code eu-central-1}; any name for most other stores
 * @param pathStyle whether the bucket is in the path instead of the host name, as most other stores require
 * @param credentials empty: the SDK searches its usual sources (environment, profile, instance, container)
 * @param partSize bytes of one part of an upload, 5 MiB or more; smaller files are uploaded in one request
 * @param attempts attempts of one request, 1 or more
 * @param firstPause pause before the second attempt; doubles up to 2 s, with jitter
 * @param timeout to connect, and between bytes
 */
public record S3Config(
        String bucket,
        String prefix,
        Optional<URI> endpoint,
        String region,
        boolean pathStyle,
        Optional<Credentials> credentials,
        long partSize,
        int attempts,
        Duration firstPause,
        Duration timeout) {

    private static final long SMALLEST_PART = 5L << 20;

    public S3Config {
        if (bucket.isBlank()) {
            throw new IllegalArgumentException("millrace.git.s3.bucket is empty");
        }
        if (partSize < SMALLEST_PART) {
            throw new IllegalArgumentException(
                    "millrace.git.s3.part-size is %d, S3 takes no parts below %d".formatted(partSize, SMALLEST_PART));
        }
        if (attempts < 1) {
            throw new IllegalArgumentException("millrace.git.s3.attempts is %d, not 1 or more".formatted(attempts));
        }
    }

    /** Reads {@code millrace.git.s3.*}. */
    static S3Config from(Config config) {
        return new S3Config(
                config.getOptionalValue("millrace.git.s3.bucket", String.class)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "millrace.git.store is s3, but millrace.git.s3.bucket is not set")),
                config.getOptionalValue("millrace.git.s3.prefix", String.class).orElse(""),
                config.getOptionalValue("millrace.git.s3.endpoint", URI.class),
                config.getOptionalValue("millrace.git.s3.region", String.class).orElse("us-east-1"),
                config.getOptionalValue("millrace.git.s3.path-style", Boolean.class)
                        .orElse(false),
                Credentials.from(config),
                config.getOptionalValue("millrace.git.s3.part-size", Long.class).orElse(16L << 20),
                config.getOptionalValue("millrace.git.s3.attempts", Integer.class)
                        .orElse(6),
                config.getOptionalValue("millrace.git.s3.first-pause", Duration.class)
                        .orElse(Duration.ofMillis(50)),
                config.getOptionalValue("millrace.git.s3.timeout", Duration.class)
                        .orElse(Duration.ofSeconds(30)));
    }

    /**
     * A key pair; the secret is never shown.
     *
     * @param accessKey id of the key. Without a key pair the SDK searches its usual sources (environment, profile, instance,
     *     container)
     * @param secretKey requires {@code millrace.git.s3.access-key}
     */
    public record Credentials(String accessKey, String secretKey) {

        static Optional<Credentials> from(Config config) {
            Optional<String> access = config.getOptionalValue("millrace.git.s3.access-key", String.class);
            Optional<String> secret = config.getOptionalValue("millrace.git.s3.secret-key", String.class);
            if (access.isPresent() != secret.isPresent()) {
                throw new IllegalArgumentException(
                        "millrace.git.s3.access-key and millrace.git.s3.secret-key go together, only one is set");
            }
            return access.flatMap(key -> secret.map(hidden -> new Credentials(key, hidden)));
        }

        @Override
        public String toString() {
            return "Credentials[" + accessKey + "]";
        }
    }
}
