package dev.millrace.gateway.administrator;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.error.MillraceException;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates the administrator by a token. If a file is configured, the first instance on a new database creates the
 * token and writes it there and nowhere else; otherwise {@link AdministratorCommand} creates it. Only its hash is stored.
 */
@ApplicationScoped
public class Administrator {

    private static final Logger LOG = Logger.getLogger(Administrator.class);
    private static final String SCHEME = "Bearer ";

    private final Database database;
    private final AdministratorStore store;
    private final Clock clock;
    private final Optional<Path> tokenFile;

    /**
     * Created by the container.
     *
     * @param tokenFile file that the administrator's token is written to at the first start, readable by its owner only
     */
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
            if (tokenFile.isEmpty()) {
                LOG.warn("there is no administrator yet: create the token with 'millrace administrator-token create'");
                return;
            }
            var token = AdministratorToken.random();
            if (store.add(tx, token.sha256(), clock.instant())) {
                store.audit(tx, "first start", "administrator.token.created", clock.instant());
                // before the commit: a token that is stored but in no file would lock out the administrator
                token.writeTo(tokenFile.get());
                LOG.infof("administrator token written to %s", tokenFile.get());
            }
        });
    }

    /**
     * Authorizes the administrator.
     *
     * @param authorization the header of that name: {@code Bearer} and the token
     * @throws MillraceException 401 for any other caller
     */
    public void require(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw MillraceException.unauthorized("this needs the administrator's token: Authorization: Bearer <token>");
        }
        if (!isToken(authorization.substring(SCHEME.length()).strip())) {
            throw MillraceException.unauthorized("this is not the administrator's token");
        }
    }

    /** Whether this is the administrator's token. */
    public boolean isToken(String text) {
        byte[] given = new AdministratorToken(text).sha256();
        // both are hashes, so comparing them reveals nothing about the token; constant time costs nothing
        return database.inTransaction(store::find)
                .filter(known -> MessageDigest.isEqual(known, given))
                .isPresent();
    }

    /** Since when the present token is valid; empty until there is one. */
    public Optional<Instant> tokenSince() {
        return database.inTransaction(store::findCreatedAt);
    }
}
