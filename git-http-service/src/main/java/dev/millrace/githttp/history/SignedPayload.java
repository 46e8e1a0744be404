package dev.millrace.githttp.history;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The bytes of a commit that its signature signs: all but the header {@code gpgsig} with its continued lines. */
final class SignedPayload {

    private static final String HEADER = "gpgsig ";

    private SignedPayload() {}

    static byte[] of(byte[] commit) {
        var payload = new ByteArrayOutputStream(commit.length);
        boolean isSkipping = false;
        int at = 0;
        while (at < commit.length && commit[at] != '\n') {
            int end = at;
            while (end < commit.length && commit[end] != '\n') {
                end++;
            }
            end = Math.min(commit.length, end + 1);
            String start = new String(commit, at, Math.min(HEADER.length(), end - at), StandardCharsets.US_ASCII);
            isSkipping = start.equals(HEADER) || (isSkipping && start.startsWith(" "));
            if (!isSkipping) {
                payload.write(commit, at, end - at);
            }
            at = end;
        }
        payload.write(commit, at, commit.length - at);
        return payload.toByteArray();
    }
}
