package dev.millrace.forge;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Replaces a credential in text that came from the server it was sent to. It finds the credential however a server may
 * write it: as it is, percent-encoded once or twice, escaped for JSON or HTML, in hex, and in Base64, alone or as a part of
 * something longer such as a {@code Basic} header, also wrapped into lines. Safe to share between threads.
 */
public final class Redactor {

    /** For requests that carry no credential. */
    public static final Redactor NONE = new Redactor(List.of());

    static final String MASK = "***";

    /** Shorter secrets are not searched for: replacing them would make the text unreadable and hide nothing. */
    private static final int SHORTEST = 4;

    /** A text that ends after this many characters of a credential was truncated within the credential. */
    private static final int SHORTEST_PART = 8;

    private final List<String> secrets;
    private volatile @Nullable List<SecretForm> forms;

    private Redactor(List<String> secrets) {
        this.secrets = secrets;
    }

    /** Redacts these; those shorter than four characters are left out. */
    public static Redactor of(Collection<String> secrets) {
        return new Redactor(secrets.stream()
                .filter(secret -> secret.length() >= SHORTEST)
                .distinct()
                .toList());
    }

    /** The text with every occurrence replaced by {@code ***}. Call it before the text is shortened. */
    public String redact(String text) {
        if (secrets.isEmpty()) {
            return text;
        }
        var redacted = new StringBuilder(text.length());
        scan(SecretForm.bytes(text), true, redacted);
        return new String(redacted.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /**
     * A stream that redacts what is written to it, however it is split. Only what may be the beginning of a credential waits
     * for the next write; closing the stream writes it, and does not close the underlying stream.
     */
    public OutputStream redacting(OutputStream out) {
        return new RedactingStream(out);
    }

    /** @return index of the suffix that may be the beginning of a credential; the length if there is none */
    private int scan(String text, boolean isWhole, StringBuilder redacted) {
        List<SecretForm> known = forms();
        int at = 0;
        while (at < text.length()) {
            int end = SecretForm.MISMATCH;
            for (SecretForm form : known) {
                end = Math.max(end, form.end(text, at));
            }
            if (end > at) {
                redacted.append(MASK);
                at = end;
            } else if (end == SecretForm.CUT && !isWhole) {
                return at;
            } else if (end == SecretForm.CUT && text.length() - at >= SHORTEST_PART) {
                redacted.append(MASK);
                return text.length();
            } else {
                redacted.append(text.charAt(at++));
            }
        }
        return at;
    }

    private List<SecretForm> forms() {
        List<SecretForm> made = forms;
        if (made == null) {
            made = new ArrayList<>();
            for (String secret : secrets) {
                made.addAll(SecretForm.all(secret));
            }
            forms = made;
        }
        return made;
    }

    @Override
    public String toString() {
        return "Redactor[...]";
    }

    private final class RedactingStream extends FilterOutputStream {

        private String pending = "";

        RedactingStream(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (secrets.isEmpty()) {
                out.write(bytes, offset, length);
                return;
            }
            String text = pending + new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
            var redacted = new StringBuilder(text.length());
            pending = text.substring(scan(text, false, redacted));
            out.write(redacted.toString().getBytes(StandardCharsets.ISO_8859_1));
        }

        @Override
        public void close() throws IOException {
            var rest = new StringBuilder();
            scan(pending, true, rest);
            pending = "";
            out.write(rest.toString().getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }
    }
}
