package dev.millrace.pipeline.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A checkout for plain tests. */
final class ReportFiles {

    private ReportFiles() {}

    static CheckoutFiles checkout(Path root, String... files) {
        try {
            for (String file : files) {
                Path path = root.resolve(file);
                Files.createDirectories(path.getParent());
                Files.writeString(path, "content\n");
            }
            return new CheckoutFiles(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
