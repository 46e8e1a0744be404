package dev.millrace.standalone.process;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;

/** Files and folders that no other user of the machine may read, whatever the umask is. */
public final class OwnerOnly {

    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

    private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("------rwx");

    private OwnerOnly() {}

    /**
     * The command with a umask that makes every file it creates accessible to the owner only; it keeps its process id.
     */
    public static List<String> command(List<String> command) {
        var wrapped = new ArrayList<>(List.of("bash", "-c", "umask 077 && exec \"$@\"", "bash"));
        wrapped.addAll(command);
        return wrapped;
    }

    /** Creates a folder, with its parents; an existing one is closed to others. */
    public static void createFolder(Path folder) throws IOException {
        Files.createDirectories(folder, attribute(FOLDER));
        Files.setPosixFilePermissions(folder, FOLDER);
    }

    /** Creates an empty file, in a folder that is created if missing; an existing file is closed to others and kept. */
    public static void createFile(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && !Files.exists(folder)) {
            createFolder(folder);
        }
        if (Files.exists(file)) {
            Files.setPosixFilePermissions(file, FILE);
        } else {
            Files.createFile(file, attribute(FILE));
        }
    }

    /**
     * Removes the rights of users outside its group from an existing file, since it may contain secrets.
     *
     * @return false if the file belongs to another user and such users can still read it
     */
    public static boolean closeToOthers(Path file) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (!permissions.removeAll(OTHERS)) {
            return true;
        }
        try {
            Files.setPosixFilePermissions(file, permissions);
            return true;
        } catch (FileSystemException notOurs) {
            return !Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
        }
    }

    /** Writes text atomically: a reader sees all or nothing. */
    public static void write(Path file, String text) throws IOException {
        Path draft = draft(file);
        Files.writeString(draft, text);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** As {@link #write(Path, String)}. */
    public static void write(Path file, Properties properties) throws IOException {
        Path draft = draft(file);
        try (var out = Files.newBufferedWriter(draft)) {
            properties.store(out, null);
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Path draft(Path file) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".draft");
        Files.deleteIfExists(draft);
        return Files.createFile(draft, attribute(FILE));
    }

    private static FileAttribute<Set<PosixFilePermission>> attribute(Set<PosixFilePermission> permissions) {
        return PosixFilePermissions.asFileAttribute(permissions);
    }
}
