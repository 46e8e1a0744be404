package dev.millrace.standalone.infrastructure;

import dev.millrace.standalone.process.StartFailed;
import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.util.ArchUtils;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** The PostgreSQL programs, unpacked once into a folder named after the archive's content. */
final class PostgresBinaries {

    private final Path home;

    private PostgresBinaries(Path home) {
        this.home = home;
    }

    /**
     * Unpacks the programs for this machine into the cache folder, unless that was done before.
     *
     * @throws StartFailed if there are none for this machine
     */
    static PostgresBinaries unpackedIn(Path cache) {
        String system = System.getProperty("os.name").startsWith("Mac") ? "Darwin" : "Linux";
        String machine = ArchUtils.normalize(System.getProperty("os.arch"));
        try {
            Path home = cache.resolve("postgresql-" + digest(system, machine));
            if (!Files.isDirectory(home)) {
                Files.createDirectories(cache);
                Path draft = Files.createTempDirectory(cache, "postgresql-draft-");
                unpack(system, machine, draft);
                moveInPlace(draft, home);
            }
            return new PostgresBinaries(home);
        } catch (IOException | IllegalStateException e) {
            throw new StartFailed(
                    "cannot unpack PostgreSQL for %s %s: %s".formatted(system, machine, e.getMessage()), e);
        }
    }

    /** Absolute path of one of the programs, for example {@code initdb}. */
    String program(String name) {
        return home.resolve("bin").resolve(name).toAbsolutePath().toString();
    }

    private static void moveInPlace(Path draft, Path home) throws IOException {
        try {
            Files.move(draft, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | java.nio.file.DirectoryNotEmptyException e) {
            // another start on this machine has unpacked the same content first; the draft does no harm
            draft.toFile().deleteOnExit();
        }
    }

    private static String digest(String system, String machine) throws IOException {
        try (var in = new DigestInputStream(archive(system, machine), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest(), 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private static InputStream archive(String system, String machine) throws IOException {
        InputStream archive = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machine);
        if (archive == null) {
            throw new IOException("no PostgreSQL for this kind of machine comes with Millrace");
        }
        return archive;
    }

    private static void unpack(String system, String machine, Path target) throws IOException {
        try (var tar = new TarArchiveInputStream(
                new XZCompressorInputStream(new BufferedInputStream(archive(system, machine))))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = target.resolve(entry.getName()).normalize();
                if (!path.startsWith(target)) {
                    throw new IOException("the archive names a file outside of itself: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                    continue;
                }
                Files.createDirectories(path.getParent());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else if (entry.isLink()) {
                    Files.createLink(path, target.resolve(entry.getLinkName()));
                } else {
                    Files.copy(tar, path);
                    Files.setPosixFilePermissions(path, permissions(entry.getMode()));
                }
            }
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        var permissions = EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        if ((mode & 0100) != 0) {
            permissions.add(PosixFilePermission.OWNER_EXECUTE);
        }
        return permissions;
    }
}
