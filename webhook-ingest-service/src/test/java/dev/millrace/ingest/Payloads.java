package dev.millrace.ingest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.function.Consumer;

/** Real payloads; {@code payloads/README.md} lists their sources. */
public final class Payloads {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Payloads() {}

    public static byte[] load(String name) {
        try (InputStream file = Payloads.class.getResourceAsStream("/payloads/" + name + ".json")) {
            return Objects.requireNonNull(file, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The payload with one change, for cases that the examples lack. */
    public static byte[] changed(String name, Consumer<ObjectNode> change) {
        try {
            var json = (ObjectNode) JSON.readTree(load(name));
            change.accept(json);
            return JSON.writeValueAsBytes(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
