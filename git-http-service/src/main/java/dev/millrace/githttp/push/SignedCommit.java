package dev.millrace.githttp.push;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** A commit object, split to verify its signature: git signs the object without the header {@code gpgsig}. */
final class SignedCommit {

    private static final byte[] HEADER = "gpgsig ".getBytes(StandardCharsets.US_ASCII);

    private final byte[] payload;
    private final String signature;

    private SignedCommit(byte[] payload, String signature) {
        this.payload = payload;
        this.signature = signature;
    }

    /** Empty if there is no signature, or more than one. */
    static Optional<SignedCommit> of(byte[] raw) {
        var payload = new ByteArrayOutputStream(raw.length);
        var signature = new ByteArrayOutputStream();
        int signatures = 0;
        boolean inSignature = false;
        int at = 0;
        while (at < raw.length && raw[at] != '\n') {
            int next = lineAfter(raw, at);
            if (raw[at] == ' ' && inSignature) {
                signature.write(raw, at + 1, next - at - 1);
            } else if (startsWith(raw, at, HEADER)) {
                inSignature = true;
                signatures++;
                signature.write(raw, at + HEADER.length, next - at - HEADER.length);
            } else {
                inSignature = false;
                payload.write(raw, at, next - at);
            }
            at = next;
        }
        payload.write(raw, at, raw.length - at);
        return signatures == 1
                ? Optional.of(new SignedCommit(payload.toByteArray(), signature.toString(StandardCharsets.UTF_8)))
                : Optional.empty();
    }

    private static int lineAfter(byte[] raw, int from) {
        int at = from;
        while (at < raw.length && raw[at] != '\n') {
            at++;
        }
        return Math.min(raw.length, at + 1);
    }

    private static boolean startsWith(byte[] raw, int from, byte[] prefix) {
        return from + prefix.length <= raw.length
                && Arrays.equals(raw, from, from + prefix.length, prefix, 0, prefix.length);
    }

    byte[] payload() {
        return payload;
    }

    /** Armored, as the signing tool wrote it. */
    String signature() {
        return signature;
    }
}
