package dev.millrace.pipeline.report;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The files of a job's checkout, as its processes left them. Links are no files here, wherever they lead.
 *
 * <p>Nothing may change them meanwhile: the processes of the job have ended.
 */
final class CheckoutFiles {

    private static final int MOST_VISITED = 200_000;
    private static final int MOST_REMEMBERED = 10_000;
    private static final int LONGEST_PATH = 1_000;
    /** The folder in which a job finds its checkout, under whatever path a sandbox shows it. */
    private static final String CHECKOUT = "/checkout/";

    private final Path root;
    private final Map<String, Optional<String>> found = new HashMap<>();
    private @Nullable List<String> all;

    /** @throws IOException if there is no such folder */
    CheckoutFiles(Path root) throws IOException {
        this.root = root.toRealPath();
    }

    /** The file that a tool means, relative to the checkout; empty if there is none. */
    Optional<String> find(String written) {
        if (written.length() > LONGEST_PATH) {
            return Optional.empty();
        }
        if (found.size() >= MOST_REMEMBERED) {
            found.clear();
        }
        return found.computeIfAbsent(written, this::resolve);
    }

    private Optional<String> resolve(String written) {
        try {
            Path relative = Path.of(relative(written)).normalize();
            if (relative.isAbsolute()
                    || relative.toString().isEmpty()
                    || relative.startsWith("..")
                    || relative.startsWith(".git")) {
                return Optional.empty();
            }
            Path file = root.resolve(relative);
            boolean isFile = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && file.toRealPath().equals(file);
            return isFile ? Optional.of(relative.toString()) : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            // no path, or one that cannot be followed
            return Optional.empty();
        }
    }

    private String relative(String written) {
        if (written.startsWith(root + "/")) {
            return written.substring(root.toString().length() + 1);
        }
        int checkout = written.startsWith("/") ? written.lastIndexOf(CHECKOUT) : -1;
        return checkout < 0 ? written : written.substring(checkout + CHECKOUT.length());
    }

    /** The one file whose path ends with these segments; empty if there is none or more than one. */
    Optional<String> findByEnd(String end) {
        List<String> fitting = list(path -> path.equals(end) || path.endsWith("/" + end));
        return fitting.size() == 1 ? Optional.of(fitting.getFirst()) : Optional.empty();
    }

    /** Paths relative to the checkout, sorted; without those of Git, and only of the first 200,000 files and folders. */
    List<String> list(Predicate<String> wanted) {
        if (all == null) {
            all = walk();
        }
        return all.stream().filter(wanted).toList();
    }

    private List<String> walk() {
        List<String> files = new ArrayList<>();
        try {
            Files.walkFileTree(root, new Collecting(files));
        } catch (IOException e) {
            // what was found so far counts
        }
        files.sort(null);
        return files;
    }

    Path path(String relative) {
        return root.resolve(relative);
    }

    private final class Collecting extends SimpleFileVisitor<Path> {

        private final List<String> files;
        private int visited;

        private Collecting(List<String> files) {
            this.files = files;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            return directory.equals(root.resolve(".git")) ? FileVisitResult.SKIP_SUBTREE : next();
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()) {
                files.add(root.relativize(file).toString());
            }
            return next();
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return next();
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) {
            return FileVisitResult.CONTINUE;
        }

        private FileVisitResult next() {
            visited++;
            return visited < MOST_VISITED ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
        }
    }
}
