package dev.millrace.objectstore;

import dev.millrace.objectstore.Retries.FinalTrouble;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * An object store in a bucket of Amazon S3 or of a store that speaks its API, conditional writes ({@code If-None-Match: *})
 * included.
 *
 * <p>Every upload carries SHA-256 sums that the store verifies, and a unique name in the object's metadata: when the
 * response to an upload was lost and the next attempt finds the key taken, that name shows whether our own upload took it.
 */
public final class S3ObjectStore implements ObjectStore {

    static final String SHA256 = "millrace-sha256";
    private static final String UPLOAD = "millrace-upload";
    private static final int REMEMBERED = 50_000;
    private static final int READ_AT_LEAST = 4 << 20;

    private final S3Client client;
    private final S3Config config;
    private final S3Calls calls;

    /** Sizes never change, and asking costs a round trip. */
    private final Map<ObjectKey, Long> sizes = Collections.synchronizedMap(new LinkedHashMap<>(256, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ObjectKey, Long> eldest) {
            return size() > REMEMBERED;
        }
    });

    private S3ObjectStore(S3Client client, S3Config config) {
        this.client = client;
        this.config = config;
        this.calls = new S3Calls(new Retries(config.attempts(), config.firstPause()));
    }

    /**
     * Opens a store.
     *
     * @throws IOException if the bucket does not respond, or does not exist
     */
    public static S3ObjectStore open(S3Config config) throws IOException {
        return open(
                config,
                UrlConnectionHttpClient.builder()
                        .connectionTimeout(config.timeout())
                        .socketTimeout(config.timeout())
                        .build());
    }

    /** As above, over a transport of the caller's. */
    static S3ObjectStore open(S3Config config, SdkHttpClient transport) throws IOException {
        var builder = S3Client.builder()
                .httpClient(transport)
                .region(Region.of(config.region()))
                .credentialsProvider(credentials(config))
                .forcePathStyle(config.pathStyle())
                // every upload already carries our own checksum; older stores do not understand the SDK's additional
                // ones
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                // retried here, where the meaning of an upload of unknown outcome is known
                .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()));
        config.endpoint().ifPresent(builder::endpointOverride);
        var store = new S3ObjectStore(builder.build(), config);
        try {
            store.requireBucket();
        } catch (IOException e) {
            store.close();
            throw e;
        }
        return store;
    }

    private static AwsCredentialsProvider credentials(S3Config config) {
        return config.credentials()
                .<AwsCredentialsProvider>map(pair -> StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(pair.accessKey(), pair.secretKey())))
                .orElseGet(() -> DefaultCredentialsProvider.builder().build());
    }

    /** Checked now because a missing bucket would later look like missing objects. */
    private void requireBucket() throws IOException {
        try {
            calls.retries()
                    .run(
                            "looking for bucket " + config.bucket(),
                            () -> S3Calls.once(
                                    new ObjectKey("bucket"),
                                    () -> client.headBucket(request -> request.bucket(config.bucket()))));
        } catch (NoSuchFileException | FinalTrouble e) {
            throw new FinalTrouble("the bucket '%s' is missing or refused".formatted(config.bucket()), e);
        }
    }

    @Override
    public void put(ObjectKey key, Path file) throws IOException {
        long size = Files.size(file);
        Sha256 sum = Sha256.of(file);
        var upload = new Upload(key, file, size, sum, UUID.randomUUID().toString());
        if (size > config.partSize()) {
            new S3Multipart(client, config, calls).put(upload, name(key), metadata(upload), () -> isOurs(upload));
        } else {
            putWhole(upload);
        }
        sizes.put(key, size);
        Files.deleteIfExists(file);
    }

    private void putWhole(Upload upload) throws IOException {
        calls.run("upload", upload.key(), () -> {
            try {
                S3Calls.once(
                        upload.key(),
                        () -> client.putObject(
                                request -> request.bucket(config.bucket())
                                        .key(name(upload.key()))
                                        .ifNoneMatch("*")
                                        .checksumSHA256(upload.sum().base64())
                                        .metadata(metadata(upload)),
                                RequestBody.fromFile(upload.file())));
            } catch (FileAlreadyExistsException e) {
                if (!isOurs(upload)) {
                    throw e;
                }
            }
            return upload;
        });
    }

    private static Map<String, String> metadata(Upload upload) {
        return Map.of(UPLOAD, upload.id(), SHA256, upload.sum().hex());
    }

    /** Whether this upload created the object under the key, whose response was lost. */
    private boolean isOurs(Upload upload) throws IOException {
        HeadObjectResponse head = head(upload.key());
        return head != null && upload.id().equals(head.metadata().get(UPLOAD));
    }

    @Override
    public StoredObject open(ObjectKey key) throws IOException {
        Long known = sizes.get(key);
        return known == null
                ? open(key, size(key).orElseThrow(() -> new NoSuchFileException(key.value())))
                : open(key, known);
    }

    @Override
    public StoredObject open(ObjectKey key, long size) throws IOException {
        return size > 0 ? new BucketObject(client, config.bucket(), name(key), key, size, calls) : openUnknown(key);
    }

    private StoredObject openUnknown(ObjectKey key) throws IOException {
        HeadObjectResponse head = head(key);
        if (head == null) {
            throw new NoSuchFileException(key.value());
        }
        return new BucketObject(client, config.bucket(), name(key), key, head.contentLength(), calls);
    }

    @Override
    public OptionalLong size(ObjectKey key) throws IOException {
        HeadObjectResponse head = head(key);
        if (head == null) {
            sizes.remove(key);
            return OptionalLong.empty();
        }
        sizes.put(key, head.contentLength());
        return OptionalLong.of(head.contentLength());
    }

    private @Nullable HeadObjectResponse head(ObjectKey key) throws IOException {
        try {
            return calls.run(
                    "look",
                    key,
                    () -> client.headObject(
                            request -> request.bucket(config.bucket()).key(name(key))));
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** The response of S3 does not state whether there was one, so this checks first. */
    @Override
    public boolean delete(ObjectKey key) throws IOException {
        boolean there = size(key).isPresent();
        if (there) {
            calls.run(
                    "deletion",
                    key,
                    () -> client.deleteObject(
                            request -> request.bucket(config.bucket()).key(name(key))));
            sizes.remove(key);
        }
        return there;
    }

    @Override
    public List<ObjectKey> list(ObjectKey folder) throws IOException {
        return calls.run(
                "listing",
                folder,
                () -> client
                        .listObjectsV2Paginator(
                                request -> request.bucket(config.bucket()).prefix(name(folder) + "/"))
                        .contents()
                        .stream()
                        .map(S3Object::key)
                        .map(this::key)
                        .sorted(Comparator.comparing(ObjectKey::value))
                        .toList());
    }

    private String name(ObjectKey key) {
        return config.prefix().isEmpty() ? key.value() : config.prefix() + "/" + key.value();
    }

    private ObjectKey key(String name) {
        return new ObjectKey(
                config.prefix().isEmpty()
                        ? name
                        : name.substring(config.prefix().length() + 1));
    }

    @Override
    public int blockSize() {
        return READ_AT_LEAST;
    }

    @Override
    public void close() {
        client.close();
    }

    /** @param id distinguishes this upload from every other of the same key */
    record Upload(ObjectKey key, Path file, long size, Sha256 sum, String id) {}
}
