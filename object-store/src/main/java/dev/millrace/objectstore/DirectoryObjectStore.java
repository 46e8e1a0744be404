package dev.millrace.objectstore;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * An object store in a directory of a POSIX file system with hard links. Several processes may share it.
 *
 * <p>An object becomes visible by a hard link to a finished, synchronized file: unlike a rename, that fails when the name
 * is taken. A file from another file system is first copied into the hidden folder {@code .incoming}.
 */
public final class DirectoryObjectStore implements ObjectStore {

    private final Path root;
    private final Path incoming;

    private DirectoryObjectStore(Path root, Path incoming) {
        this.root = root;
        this.incoming = incoming;
    }

    /** Opens a store, creating its directory if it is missing. */
    public static DirectoryObjectStore open(Path root) throws IOException {
        Path incoming = root.toAbsolutePath().resolve(".incoming");
        Files.createDirectories(incoming);
        return new DirectoryObjectStore(root.toAbsolutePath(), incoming);
    }

    @Override
    public void put(ObjectKey key, Path file) throws IOException {
        Path target = path(key);
        Path folder = parent(target);
        makeFolder(folder);
        if (sharesFileSystem(file)) {
            publish(file, target);
        } else {
            Path copy = incoming.resolve(UUID.randomUUID().toString());
            try {
                Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
                publish(copy, target);
            } finally {
                Files.deleteIfExists(copy);
            }
        }
        sync(folder);
        Files.deleteIfExists(file);
    }

    @Override
    public StoredObject open(ObjectKey key) throws IOException {
        Path path = path(key);
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new NoSuchFileException(key.value());
        }
        return FileObject.open(path);
    }

    @Override
    public OptionalLong size(ObjectKey key) throws IOException {
        Path path = path(key);
        try {
            return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                    ? OptionalLong.empty()
                    : OptionalLong.of(Files.size(path));
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        }
    }

    @Override
    public boolean delete(ObjectKey key) throws IOException {
        Path path = path(key);
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) || !Files.deleteIfExists(path)) {
            return false;
        }
        sync(parent(path));
        return true;
    }

    @Override
    public List<ObjectKey> list(ObjectKey folder) throws IOException {
        List<ObjectKey> found = new ArrayList<>();
        Files.walkFileTree(path(folder), new SimpleFileVisitor<>() {

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    found.add(new ObjectKey(root.relativize(file).toString()));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    // deleted by another process since its folder was read, or a folder that never existed
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
        found.sort(Comparator.comparing(ObjectKey::value));
        return List.copyOf(found);
    }

    private Path path(ObjectKey key) {
        return root.resolve(key.value());
    }

    private static Path parent(Path path) {
        return path.resolveSibling("");
    }

    private boolean sharesFileSystem(Path file) throws IOException {
        return Files.getFileStore(file).equals(Files.getFileStore(root));
    }

    private static void publish(Path finished, Path target) throws IOException {
        sync(finished);
        Files.createLink(target, finished);
    }

    private void makeFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path above = parent(folder);
        if (!folder.equals(root)) {
            makeFolder(above);
        }
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            // another writer of the same repository created it first; anything but a folder would be a broken store
            if (!Files.isDirectory(folder)) {
                throw new NotDirectoryException(folder.toString());
            }
        }
        sync(above);
    }

    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
