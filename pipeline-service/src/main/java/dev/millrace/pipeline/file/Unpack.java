package dev.millrace.pipeline.file;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * Puts the files of an {@link Archive} into folders of a job that has not begun. A file replaces what has its name. Nothing is written
 * through a link, whether the checkout or the archive has it: what is below one is an error.
 */
public final class Unpack {

    private static final Set<PosixFilePermission> EXECUTABLE = PosixFilePermissions.fromString("rwxr-xr-x");
    private static final Set<PosixFilePermission> PLAIN = PosixFilePermissions.fromString("rw-r--r--");
    private static final int OWNER_EXECUTES = 0100;
    private static final int BUFFER = 64 * 1024;

    /**
     * Where a file belongs.
     *
     * @param root an existing folder that nothing leaves
     * @param path relative to it
     */
    public record Place(Path root, String path) {}

    private final Function<String, Optional<Place>> places;
    private long left;

    private Unpack(Function<String, Optional<Place>> places, long mostBytes) {
        this.places = places;
        this.left = mostBytes;
    }

    /**
     * Unpacks an archive.
     *
     * @param places where a file of the archive belongs, by its name there; empty for one that is left out
     * @param mostBytes of all files together; more is an error
     * @param stop ends the work with an {@link IOException}
     * @throws IOException if it cannot be read or written; some files may exist then
     */
    public static void unpack(
            InputStream archive, Function<String, Optional<Place>> places, long mostBytes, CompletableFuture<?> stop)
            throws IOException {
        var unpack = new Unpack(places, mostBytes);
        InputStream stoppable = Archive.stoppable(new BufferedInputStream(archive, BUFFER), stop);
        try (var tar = new TarArchiveInputStream(new GzipCompressorInputStream(stoppable), "UTF-8")) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Optional<Place> place = unpack.places.apply(entry.getName());
                if (place.isPresent()) {
                    unpack.add(entry, place.get(), tar);
                }
            }
        }
    }

    private void add(TarArchiveEntry entry, Place place, InputStream content) throws IOException {
        Path target = target(place);
        if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(
                    "'%s' is a folder, and a file of this name is to be restored".formatted(place.path()));
        }
        Files.deleteIfExists(target);
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else if (entry.isFile()) {
            write(target, content);
            Files.setPosixFilePermissions(target, (entry.getMode() & OWNER_EXECUTES) != 0 ? EXECUTABLE : PLAIN);
            Files.setLastModifiedTime(target, entry.getLastModifiedTime());
        } else {
            throw new IOException("'%s' is neither a file nor a link".formatted(place.path()));
        }
    }

    private void write(Path target, InputStream content) throws IOException {
        try (OutputStream out =
                Files.newOutputStream(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            byte[] buffer = new byte[BUFFER];
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                left -= read;
                if (left < 0) {
                    throw new IOException("the archive holds more than was recorded");
                }
                out.write(buffer, 0, read);
            }
        }
    }

    /** The folder of the file exists afterwards, and no part of its path is a link. */
    private static Path target(Place place) throws IOException {
        String[] segments = place.path().split("/", -1);
        boolean leaves = Arrays.stream(segments)
                .anyMatch(segment -> segment.isEmpty() || segment.equals(".") || segment.equals(".."));
        if (leaves) {
            throw new IOException("'%s' is no path of a file".formatted(place.path()));
        }
        Path folder = place.root();
        for (String segment : Arrays.asList(segments).subList(0, segments.length - 1)) {
            folder = folder.resolve(segment);
            if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(folder);
            } else if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                throw new IOException("'%s' cannot be restored: a link or a file is in the place of one of its folders"
                        .formatted(place.path()));
            }
        }
        return folder.resolve(segments[segments.length - 1]);
    }
}
