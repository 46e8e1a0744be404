package dev.millrace.ingest.delivery;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The JSON inside a delivery's body: GitHub sends it plain, or in the field {@code payload} of a form. */
public final class DeliveryBytes {

    private DeliveryBytes() {}

    /** Whether a delivery of this content type can be read at all. */
    static boolean isReadable(String contentType) {
        return isJson(contentType) || isForm(contentType);
    }

    /** The JSON's bytes; empty if the form has no field {@code payload} or is broken. */
    public static Optional<byte[]> json(String contentType, byte[] body) {
        if (!isForm(contentType)) {
            return Optional.of(body);
        }
        try (InputStream json = json(contentType, new ByteArrayInputStream(body))) {
            return Optional.of(json.readAllBytes());
        } catch (IOException e) {
            return Optional.empty(); // a broken escape or no such field: not a form
        }
    }

    /**
     * The JSON's bytes, decoded as they are read.
     *
     * @throws IOException if the form has no field {@code payload}; reading throws it where the form is broken
     */
    static InputStream json(String contentType, InputStream body) throws IOException {
        return isForm(contentType) ? FormPayload.of(body) : body;
    }

    private static boolean isJson(String contentType) {
        return isType(contentType, "application/json");
    }

    private static boolean isForm(String contentType) {
        return isType(contentType, "application/x-www-form-urlencoded");
    }

    private static boolean isType(String contentType, String type) {
        int end = contentType.indexOf(';');
        return (end < 0 ? contentType : contentType.substring(0, end)).strip().equalsIgnoreCase(type);
    }
}
