package dev.millrace.pipeline.file;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The files below a folder, as the processes of a job left them: its processes have ended, or have not begun, so nothing changes
 * meanwhile. Links are never followed. Folders named {@code .git} directly below the root, and what is neither a file, a folder nor a
 * link, do not count.
 */
public final class FileTree {

    private static final String GIT = ".git";

    private final Path root;
    private final int mostVisited;

    /**
     * The files below a folder.
     *
     * @param mostVisited files and folders, after which the search ends with an error: a job can create any number
     * @throws IOException if there is no such folder
     */
    public FileTree(Path root, int mostVisited) throws IOException {
        this.root = root.toRealPath(LinkOption.NOFOLLOW_LINKS);
        if (!Files.isDirectory(this.root, LinkOption.NOFOLLOW_LINKS)) {
            throw new NotDirectoryException(root.toString());
        }
        this.mostVisited = mostVisited;
    }

    /**
     * Files whose path is wanted, sorted by it, without links.
     *
     * @param wanted gets paths relative to the root
     * @throws FileLimitException if there are too many files to look at
     */
    public List<FoundFile> list(Predicate<String> wanted) throws IOException, FileLimitException {
        return collect(root, new Collecting("", file -> !file.isLink() && wanted.test(file.name())));
    }

    /**
     * One file, or everything in one folder, links as links; none if there is no such path, or a link leads to it.
     *
     * @param path relative to the root
     * @param prefix of the names in the archive
     * @throws FileLimitException if there are too many files to look at
     */
    public List<FoundFile> below(String path, String prefix) throws IOException, FileLimitException {
        Path start = root.resolve(path).normalize();
        if (!start.startsWith(root) || hasLinkAbove(start) || !Files.exists(start, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        return collect(start, new Collecting(prefix, file -> true));
    }

    private boolean hasLinkAbove(Path start) {
        Path at = root;
        for (Path segment : root.relativize(start)) {
            at = at.resolve(segment);
            if (Files.isSymbolicLink(at)) {
                return true;
            }
        }
        return false;
    }

    private List<FoundFile> collect(Path start, Collecting visitor) throws IOException, FileLimitException {
        Files.walkFileTree(start, visitor);
        if (visitor.visited >= mostVisited) {
            throw new FileLimitException("there are more than %d files and folders".formatted(mostVisited));
        }
        visitor.files.sort(Comparator.comparing(FoundFile::name));
        return visitor.files;
    }

    private final class Collecting extends SimpleFileVisitor<Path> {

        private final String prefix;
        private final Predicate<FoundFile> wanted;
        private final List<FoundFile> files = new ArrayList<>();
        private int visited;

        private Collecting(String prefix, Predicate<FoundFile> wanted) {
            this.prefix = prefix;
            this.wanted = wanted;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            return directory.equals(root.resolve(GIT)) ? FileVisitResult.SKIP_SUBTREE : next();
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            boolean link = attributes.isSymbolicLink();
            if (link || attributes.isRegularFile()) {
                var found = new FoundFile(prefix + root.relativize(file), file, link ? 0 : attributes.size(), link);
                if (wanted.test(found)) {
                    files.add(found);
                }
            }
            return next();
        }

        /** What cannot be read is left out, as a folder without permissions. */
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
            return visited < mostVisited ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
        }
    }
}
