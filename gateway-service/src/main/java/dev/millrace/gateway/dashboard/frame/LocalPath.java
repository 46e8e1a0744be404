package dev.millrace.gateway.dashboard.frame;

import dev.millrace.gateway.route.ReturnPath;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Addresses of pages. */
public final class LocalPath {

    private LocalPath() {}

    /** Whether a browser that is sent there stays on the platform. */
    public static boolean isLocal(String path) {
        return ReturnPath.isLocal(path);
    }

    /** A text as a segment of a path or as a value of a query. */
    public static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The path with one more query parameter. */
    static String with(String path, String name, String value) {
        int fragment = path.indexOf('#');
        String before = fragment < 0 ? path : path.substring(0, fragment);
        String after = fragment < 0 ? "" : path.substring(fragment);
        return before + (before.contains("?") ? "&" : "?") + name + "=" + escaped(value) + after;
    }
}
