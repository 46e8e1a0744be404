package dev.millrace.forge;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Parts of an address, encoded so that no value can leave its segment. */
final class UrlPath {

    private UrlPath() {}

    /** One path segment or query value, percent-encoded; {@code .} and {@code ..} are refused. */
    static String segment(String value) {
        if (value.isEmpty() || value.equals(".") || value.equals("..")) {
            throw new IllegalArgumentException("not a part of an address: '" + value + "'");
        }
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** {@code owner/name}, each part encoded. */
    static String repository(String fullName) {
        int slash = fullName.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("not owner/name: '" + fullName + "'");
        }
        return segment(fullName.substring(0, slash)) + "/" + segment(fullName.substring(slash + 1));
    }
}
