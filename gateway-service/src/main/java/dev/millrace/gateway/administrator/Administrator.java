package dev.millrace.gateway.administrator;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.error.MillraceException;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Knows the administrator by a token: 256 random bits, made when the first instance starts on a new database, told once in
 * the log and, if wished, in a file that only its owner may read. Only its hash is stored.
 */
@ApplicationScoped
public class Administrator {

    private static final Logger LOG = Logger.getLogger(Administrator.class);
    private static final String SCHEME = "Bearer ";
    private static final int TOKEN_BYTES = 32;

    private final Database database;
    private final AdministratorStore store;
    private final Clock clock;
    private final Optional<Path> tokenFile;

    Administrator(
            Database database,
            AdministratorStore store,
            Clock clock,
            @ConfigProperty(name = "millrace.gateway.administrator-token-file") Optional<Path> tokenFile) {
        this.database = database;
        this.store = store;
        this.clock = clock;
        this.tokenFile = tokenFile;
    }

    void onStart(@Observes StartupEvent start) {
        database.useTransaction(tx -> {
            if (store.find(tx).isPresent()) {
                return;
            }
            String token = newToken();
            if (store.add(tx, sha256(token), clock.instant())) {
                // before the commit: a token that nobody was told would lock everybody out
                tell(token);
            }
        });
    }

    /**
     * Lets the administrator pass.
     *
     * @param authorization the header of that name: {@code Bearer} and the token
     * @throws MillraceException 401 for anybody else
     */
    public void require(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw MillraceException.unauthorized("this needs the administrator's token: Authorization: Bearer <token>");
        }
        byte[] given = sha256(authorization.substring(SCHEME.length()).strip());
        // both are hashes, so comparing them tells nothing about the token; constant time costs nothing
        if (!database.inTransaction(store::find)
                .filter(known -> MessageDigest.isEqual(known, given))
                .isPresent()) {
            throw MillraceException.unauthorized("this is not the administrator's token");
        }
    }

    private void tell(String token) {
        LOG.infof("administrator token, shown this once: %s", token);
        tokenFile.ifPresent(file -> {
            write(file, token);
            LOG.infof("administrator token written to %s", file);
        });
    }

    private static void write(Path file, String token) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Path draft = Files.createTempFile(
                    folder,
                    "administrator-token",
                    ".draft",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(draft, token + "\n");
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("the administrator's token cannot be written to " + file, e);
        }
    }

    private static String newToken() {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        return "mra_" + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    private static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
