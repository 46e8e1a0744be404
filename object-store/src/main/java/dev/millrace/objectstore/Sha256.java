package dev.millrace.objectstore;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/** SHA-256 sums of files, as hex digits for us and in base64 for S3. */
record Sha256(String hex) {

    private static final int BUFFER = 1 << 17;

    static Sha256 of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return of(in, Long.MAX_VALUE);
        }
    }

    /** Of a part of a file. */
    static Sha256 of(Path file, long position, long length) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(position);
            return of(in, length);
        }
    }

    private static Sha256 of(InputStream in, long length) throws IOException {
        MessageDigest digest = digest();
        var buffer = new byte[BUFFER];
        long left = length;
        while (left > 0) {
            int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (count < 0) {
                break;
            }
            digest.update(buffer, 0, count);
            left -= count;
        }
        return new Sha256(HexFormat.of().formatHex(digest.digest()));
    }

    String base64() {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
