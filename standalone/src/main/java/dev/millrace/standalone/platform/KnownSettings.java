package dev.millrace.standalone.platform;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The existing keys, from the resource {@code settings.keys}, which {@code ./millrace docs} generates from the code.
 */
final class KnownSettings {

    private static final String INTERNAL = " internal";

    private final Set<String> open = new TreeSet<>();
    private final Set<String> internal = new TreeSet<>();

    private KnownSettings() {}

    static KnownSettings load() {
        var known = new KnownSettings();
        try (InputStream in = KnownSettings.class.getResourceAsStream("/settings.keys")) {
            if (in == null) {
                throw new IllegalStateException("the resource settings.keys is missing");
            }
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(known::add);
            return known;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the resource settings.keys", e);
        }
    }

    private void add(String line) {
        if (line.endsWith(INTERNAL)) {
            internal.add(line.substring(0, line.length() - INTERNAL.length()));
        } else {
            open.add(line);
        }
    }

    /** Whether the settings file may contain this key. */
    boolean isOpen(String key) {
        return open.contains(key) || hasAnyName(key);
    }

    /** Whether the key exists, but only the program that starts the services may set it. */
    boolean isInternal(String key) {
        return internal.contains(key);
    }

    /** The existing key most similar to this one; empty if none is similar enough. */
    Optional<String> nearest(String key) {
        int limit = Math.max(3, key.length() / 3);
        return open.stream()
                .filter(known -> distance(known, key) <= limit)
                .min(Comparator.comparingInt(known -> distance(known, key)));
    }

    /** A name in quotes may contain dots. */
    private boolean hasAnyName(String key) {
        return open.stream()
                .filter(known -> known.contains("*"))
                .anyMatch(known -> key.matches(Pattern.quote(known).replace("*", "\\E(\"[^\"]+\"|[^.\"]+)\\Q")));
    }

    /** How many characters must be inserted, deleted or replaced (Levenshtein distance). */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int column = 0; column < row.length; column++) {
            row[column] = column;
        }
        for (int line = 1; line <= one.length(); line++) {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column < row.length; column++) {
                int replaced = diagonal + (one.charAt(line - 1) == other.charAt(column - 1) ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.min(replaced, Math.min(row[column], row[column - 1]) + 1);
            }
        }
        return row[other.length()];
    }
}
