package dev.millrace.ingest.delivery;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * The value of the field {@code payload} of a form, decoded while it is read (WHATWG URL,
 * application/x-www-form-urlencoded).
 */
final class FormPayload extends InputStream {

    private static final byte[] FIELD = "payload=".getBytes(StandardCharsets.US_ASCII);

    private final InputStream form;
    private boolean ended;

    private FormPayload(InputStream form) {
        this.form = form;
    }

    /** @throws IOException if the form has no such field; a broken escape causes one while reading */
    static FormPayload of(InputStream body) throws IOException {
        InputStream form = new BufferedInputStream(body);
        int matched = 0;
        boolean atStart = true;
        for (int next = form.read(); next >= 0; next = form.read()) {
            if (next == '&') {
                atStart = true;
                matched = 0;
            } else if (atStart && next == FIELD[matched]) {
                matched++;
                if (matched == FIELD.length) {
                    return new FormPayload(form);
                }
            } else {
                atStart = false;
            }
        }
        throw new IOException("the form has no field payload");
    }

    @Override
    public int read() throws IOException {
        int next = ended ? -1 : form.read();
        return switch (next) {
            case -1 -> -1;
            case '&' -> {
                ended = true;
                yield -1;
            }
            case '+' -> ' ';
            case '%' -> hex(form.read()) << 4 | hex(form.read());
            default -> next;
        };
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count = 0;
        while (count < length) {
            int next = read();
            if (next < 0) {
                return count == 0 ? -1 : count;
            }
            into[offset + count] = (byte) next;
            count++;
        }
        return count;
    }

    private static int hex(int character) throws IOException {
        int digit = Character.digit(character, 16);
        if (digit < 0) {
            throw new IOException("the form has a percent sign without two hex digits");
        }
        return digit;
    }
}
