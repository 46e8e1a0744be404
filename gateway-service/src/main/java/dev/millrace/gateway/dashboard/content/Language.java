package dev.millrace.gateway.dashboard.content;

import java.util.Locale;
import java.util.Map;

/** The language that a file is probably written in, by its name. */
final class Language {

    /** Files whose names have no ending that says it. */
    private static final Map<String, String> BY_NAME = Map.of(
            "Dockerfile", "dockerfile",
            "Containerfile", "dockerfile",
            "Makefile", "makefile",
            "GNUmakefile", "makefile",
            "Gemfile", "ruby",
            "Rakefile", "ruby",
            "Jenkinsfile", "groovy",
            "CMakeLists.txt", "cmake");

    private Language() {}

    /** A name or ending that the highlighter of the page may know; empty text if the name of the file has none. */
    static String of(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        String known = BY_NAME.get(name);
        if (known != null) {
            return known;
        }
        int dot = name.lastIndexOf('.');
        String ending = dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
        return ending.matches("[a-z0-9+#-]{1,16}") ? ending : "";
    }
}
