package dev.millrace.githttp.forward;

import dev.millrace.testing.RawServer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Responses of a Git server to a push, byte for byte, for a {@code RawServer}. */
final class RawReceivePack {

    static final String ADVERTISEMENT = "Content-Type: application/x-git-receive-pack-advertisement";

    private static final String RESULT = "Content-Type: application/x-git-receive-pack-result";

    private RawReceivePack() {}

    /** An empty repository that can be pushed to. */
    static byte[] empty() {
        String capabilities = "%s capabilities^{}\0report-status side-band-64k delete-refs\n".formatted("0".repeat(40));
        return RawServer.answer(
                "200 OK",
                List.of(ADVERTISEMENT),
                line("# service=git-receive-pack\n") + "0000" + line(capabilities) + "0000");
    }

    /** The response to a push. */
    static byte[] result(String packets) {
        return RawServer.answer("200 OK", List.of(RESULT), packets + "0000");
    }

    /** A packet line. */
    static String line(String text) {
        return "%04x%s".formatted(text.getBytes(StandardCharsets.UTF_8).length + 4, text);
    }

    /** A packet of a side band: 1 for the report, 2 for messages, 3 for a fatal error. */
    static String band(int number, String text) {
        return line((char) number + text);
    }
}
