package dev.millrace.simulator.hooks;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** The bytes of a payload exactly as they are signed and sent, kept compressed because all of them stay redeliverable. */
public final class Payload {

    private final byte[] compressed;

    private Payload(byte[] compressed) {
        this.compressed = compressed;
    }

    static Payload of(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 4 + 64);
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Payload(out.toByteArray());
    }

    public byte[] bytes() {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
            return gzip.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int storedSize() {
        return compressed.length;
    }
}
