package dev.millrace.githttp.installation;

import dev.millrace.kit.database.Database;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Which installations of our App are linked to teams. */
@Singleton
public final class Installations {

    private final Database database;
    private final InstallationStore store;

    Installations(Database database, InstallationStore store) {
        this.database = database;
        this.store = store;
    }

    /**
     * Id of the active installation by which the team reaches an account; the newest if there are several.
     *
     * @param instance host of the forge
     * @param login case-insensitive, as at the forge
     */
    public Optional<String> find(String team, String instance, String login) {
        return database.inStatement(tx -> store.find(tx, team, instance, login));
    }
}
