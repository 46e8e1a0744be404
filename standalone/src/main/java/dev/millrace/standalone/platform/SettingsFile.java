package dev.millrace.standalone.platform;

import dev.millrace.standalone.process.StartFailed;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * A file in the format of {@link Properties#load(java.io.Reader)}, with the line of each key. Stricter than that
 * format: an escape without a meaning, and a duplicate key, are rejected.
 */
final class SettingsFile {

    private static final String MEANINGFUL = "tnrfu\\:=#! ";

    private final Path path;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private record Entry(String value, int line) {}

    private SettingsFile(Path path) {
        this.path = path;
    }

    /** @throws StartFailed with the line if the file is malformed */
    static SettingsFile read(Path path) {
        var file = new SettingsFile(path);
        try {
            file.addAll(Files.readAllLines(path));
            return file;
        } catch (CharacterCodingException e) {
            throw new StartFailed(path + " is not UTF-8", e);
        } catch (IOException e) {
            throw new StartFailed("cannot read " + path + ": " + e.getMessage(), e);
        }
    }

    Iterable<String> keys() {
        return entries.keySet();
    }

    /** The value without surrounding blanks; empty if the key is absent or has no value. */
    Optional<String> value(String key) {
        return Optional.ofNullable(entries.get(key)).map(Entry::value).filter(text -> !text.isEmpty());
    }

    /** A failure that names file, line and key. */
    StartFailed rejected(String key, String problem) {
        Entry entry = entries.get(key);
        return entry == null
                ? new StartFailed("%s: %s %s".formatted(path, key, problem))
                : rejected(entry.line(), key + " " + problem);
    }

    /** Resolves a path of the file: a relative one counts from the file's folder. */
    Path resolve(String text) {
        return path.toAbsolutePath().resolveSibling(text).normalize();
    }

    private StartFailed rejected(int line, String problem) {
        return new StartFailed("%s, line %d: %s".formatted(path, line, problem));
    }

    private void addAll(List<String> lines) {
        for (int index = 0; index < lines.size(); index++) {
            int first = index + 1;
            String text = lines.get(index).stripLeading();
            if (text.isEmpty() || text.startsWith("#") || text.startsWith("!")) {
                continue;
            }
            var whole = new StringBuilder(text);
            while (continues(whole) && index + 1 < lines.size()) {
                whole.setLength(whole.length() - 1);
                index++;
                whole.append(lines.get(index).stripLeading());
            }
            add(whole.toString(), first);
        }
    }

    /** An odd number of backslashes at the end joins the next line. */
    private static boolean continues(CharSequence line) {
        int backslashes = 0;
        while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }

    private void add(String text, int line) {
        rejectUnknownEscapes(text, line);
        var properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IOException | IllegalArgumentException e) {
            throw rejected(line, "an escape is malformed: \\u needs four hexadecimal digits after it");
        }
        properties.stringPropertyNames().forEach(key -> {
            Entry earlier =
                    entries.put(key, new Entry(properties.getProperty(key).strip(), line));
            if (earlier != null) {
                throw rejected(line, "%s stands in line %d already".formatted(key, earlier.line()));
            }
        });
    }

    private void rejectUnknownEscapes(String text, int line) {
        for (int at = text.indexOf('\\'); at >= 0 && at + 1 < text.length(); at = text.indexOf('\\', at + 2)) {
            if (MEANINGFUL.indexOf(text.charAt(at + 1)) < 0) {
                throw rejected(
                        line,
                        "'\\%c' is not an escape; a backslash that is meant is written \\\\"
                                .formatted(text.charAt(at + 1)));
            }
        }
    }
}
