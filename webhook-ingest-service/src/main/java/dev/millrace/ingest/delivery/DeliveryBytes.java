package dev.millrace.ingest.delivery;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The JSON inside a delivery's body: GitHub sends it plain, or in the field {@code payload} of a form. */
public final class DeliveryBytes {

    private static final String FIELD = "payload=";

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
        String form = new String(body, StandardCharsets.US_ASCII);
        int start = form.startsWith(FIELD) ? 0 : form.indexOf("&" + FIELD) + 1;
        if (start == 0 && !form.startsWith(FIELD)) {
            return Optional.empty();
        }
        int end = form.indexOf('&', start);
        String value = form.substring(start + FIELD.length(), end < 0 ? form.length() : end);
        try {
            return Optional.of(URLDecoder.decode(value, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a broken escape: not a form, and the caller says so
        }
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
