package dev.millrace.objectstore;

import dev.millrace.objectstore.Retries.FinalTrouble;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Set;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Runs calls of the SDK and translates their failures into those of the port. */
record S3Calls(Retries retries) {

    /** 4xx that are transient, or succeed at the next attempt. */
    private static final Set<String> PASSING =
            Set.of("RequestTimeout", "BadDigest", "XAmzContentChecksumMismatch", "IncompleteBody", "SlowDown");

    <T> T run(String what, ObjectKey key, Call<T> call) throws IOException {
        return retries.run(what + " of " + key, () -> once(key, call));
    }

    /** Without retries. */
    static <T> T once(ObjectKey key, Call<T> call) throws IOException {
        try {
            return call.make();
        } catch (SdkException e) {
            throw translated(key, e);
        }
    }

    private static IOException translated(ObjectKey key, SdkException e) {
        if (e instanceof AbortedException) {
            var interrupted = new InterruptedIOException("interrupted while talking to the object store");
            interrupted.initCause(e);
            return interrupted;
        }
        if (!(e instanceof S3Exception refused)) {
            return new IOException(e.toString(), e);
        }
        return switch (refused.statusCode()) {
            case 404 -> missing(key, refused);
            case 412 -> new FileAlreadyExistsException(key.value());
            case 408, 409, 429 -> new IOException(refused.toString(), refused);
            default ->
                refused.statusCode() >= 500 || PASSING.contains(code(refused))
                        ? new IOException(refused.toString(), refused)
                        : new FinalTrouble("the object store refused " + key + ": " + refused.getMessage(), refused);
        };
    }

    /** A missing bucket or upload is not a missing object. */
    private static IOException missing(ObjectKey key, S3Exception e) {
        if (e instanceof NoSuchUploadException || "NoSuchBucket".equals(code(e)) || "NoSuchUpload".equals(code(e))) {
            return new FinalTrouble(e.toString(), e);
        }
        var missing = new NoSuchFileException(key.value());
        missing.initCause(e);
        return missing;
    }

    private static String code(S3Exception e) {
        String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
        return code == null ? "" : code;
    }

    /** A call of the SDK. */
    @FunctionalInterface
    interface Call<T> {

        T make() throws IOException;
    }
}
