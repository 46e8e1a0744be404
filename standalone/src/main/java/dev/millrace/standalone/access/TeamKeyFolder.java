package dev.millrace.standalone.access;

import dev.millrace.standalone.client.TeamKey;
import dev.millrace.standalone.platform.PlatformKeys;
import dev.millrace.standalone.process.StartFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The key pairs of teams, EC P-256: {@code TEAM.pem} and {@code TEAM.pub.pem}, readable by their owner only. */
final class TeamKeyFolder {

    private static final String PRIVATE = ".pem";
    private static final String PUBLIC = ".pub.pem";

    private final Path folder;
    private final String subject;
    private final Clock clock;

    /** @param subject user of the keys, for logs */
    TeamKeyFolder(Path folder, String subject, Clock clock) {
        this.folder = folder;
        this.subject = subject;
        this.clock = clock;
    }

    /** Returns the key of a team; creates one if the team has none. */
    TeamKey findOrMake(String team) {
        try {
            if (!isWhole(team)) {
                Files.createDirectories(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                PlatformKeys.writeKeyPair(file(team, PRIVATE), file(team, PUBLIC), PlatformKeys.newKeyPair("EC", 256));
            }
            return load(team);
        } catch (IOException e) {
            throw new StartFailed("cannot make a key in " + folder + ": " + e.getMessage(), e);
        }
    }

    /** @throws StartFailed if the team has no key here */
    TeamKey load(String team) {
        if (!isWhole(team)) {
            throw new StartFailed("there is no key of the team '%s' in %s; './millrace team add %s' makes one"
                    .formatted(team, folder, team));
        }
        try {
            var factory = KeyFactory.getInstance("EC");
            var pair = new KeyPair(
                    factory.generatePublic(new X509EncodedKeySpec(bytes(file(team, PUBLIC)))),
                    factory.generatePrivate(new PKCS8EncodedKeySpec(bytes(file(team, PRIVATE)))));
            return TeamKey.of(team, subject, pair, clock);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new StartFailed("the key in %s cannot be read: %s".formatted(file(team, PRIVATE), e.getMessage()), e);
        }
    }

    /**
     * The team whose key signs for a repository: the one named like the repository's owner, otherwise the only one
     * there is.
     *
     * @param repository {@code owner/name}
     */
    Optional<String> teamFor(String repository) {
        List<String> all = teams();
        String owner = repository.replaceFirst("/.*", "");
        return all.contains(owner) || all.size() != 1
                ? Optional.of(owner).filter(all::contains)
                : Optional.of(all.getFirst());
    }

    /** Slugs of the teams whose keys are in this folder, in alphabetical order. */
    List<String> teams() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(PRIVATE) && !name.endsWith(PUBLIC))
                    .map(name -> name.substring(0, name.length() - PRIVATE.length()))
                    .filter(this::isWhole)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new StartFailed("cannot read " + folder + ": " + e.getMessage(), e);
        }
    }

    /** Whether both halves exist: the public one is written last. */
    private boolean isWhole(String team) {
        return Files.exists(file(team, PRIVATE)) && Files.exists(file(team, PUBLIC));
    }

    private Path file(String team, String ending) {
        return folder.resolve(team + ending);
    }

    private static byte[] bytes(Path pem) throws IOException {
        return Base64.getMimeDecoder().decode(Files.readString(pem).replaceAll("-----[A-Z ]+-----", ""));
    }
}
