package dev.millrace.githttp.installation;

import dev.millrace.kit.database.Database;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

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
     * Id of the active installation by which the team reaches the upstream of its mirror; the newest if there are several. It
     * is found by the number of the account, which stays when the account or the repository is renamed.
     *
     * @param instance host of the forge
     */
    public Optional<String> find(String team, UUID repositoryId, String instance) {
        return database.inStatement(tx -> store.find(tx, team, repositoryId, instance));
    }

    /**
     * The forge's number of an account that the team reaches through an active installation.
     *
     * @param instance host of the forge
     * @param login its current name, as a caller writes it, case-insensitive
     */
    public Optional<String> findAccount(String team, String instance, String login) {
        return database.inStatement(tx -> store.findAccount(tx, team, instance, login));
    }

    /** As {@link #findAccount}, with the installation; the newest if there are several. */
    public Optional<LinkedAccount> findLinked(String team, String instance, String login) {
        return database.inStatement(tx -> store.findLinked(tx, team, instance, login));
    }
}
