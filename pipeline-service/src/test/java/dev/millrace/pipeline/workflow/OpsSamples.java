package dev.millrace.pipeline.workflow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whole files in {@code src/test/resources/ops}, each with what the reader makes of it next to it: valid ones; broken ones whose
 * structure is wrong, which a schema can express; those whose meaning is wrong; and those that are no YAML.
 */
final class OpsSamples {

    private static final Path FOLDER = Path.of("src/test/resources/ops");

    private OpsSamples() {}

    /** One file. */
    record Sample(String name, Path file) {

        byte[] bytes() {
            try {
                return Files.readAllBytes(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** What the reader is expected to make of it. */
        String expected() {
            Path expected = Path.of(file.toString().replaceFirst("\\.yml$", ".txt"));
            try {
                return Files.exists(expected) ? Files.readString(expected) : "nothing is expected of " + file;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** The files of a folder, such as {@code broken/yaml}; of all folders below for {@code ""}. */
    static List<Sample> in(String folder) {
        try (Stream<Path> files = Files.walk(FOLDER.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(".yml"))
                    .sorted()
                    .map(file -> new Sample(FOLDER.relativize(file).toString().replace('\\', '/'), file))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
