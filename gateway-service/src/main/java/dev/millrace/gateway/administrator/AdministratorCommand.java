package dev.millrace.gateway.administrator;

import dev.millrace.kit.database.Database;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * {@code administrator-token create} and {@code rotate}: creates the administrator's token, or replaces it, and prints it once;
 * with {@code --file PATH} it is written to that file and not printed. Works on the gateway's database, whose address is in
 * the environment as for the gateway, so that a lost token can be replaced, too. Ends with 1 and a message if it fails.
 */
public final class AdministratorCommand {

    /** Whose command it was is known to the machine that it ran on, not to the database. */
    private static final String ACTOR = "administrator-token command";

    private static final String USAGE = "administrator-token create|rotate [--file PATH]";

    private final Map<String, String> environment;
    private final Clock clock;
    private final PrintStream out;

    AdministratorCommand(Map<String, String> environment, Clock clock, PrintStream out) {
        this.environment = environment;
        this.clock = clock;
        this.out = out;
    }

    public static void main(String... arguments) {
        try {
            new AdministratorCommand(System.getenv(), Clock.systemUTC(), System.out).run(List.of(arguments));
        } catch (IllegalArgumentException | IllegalStateException e) {
            System.err.println("millrace: " + e.getMessage());
            System.exit(1);
        }
    }

    /**
     * Runs the command that the arguments give.
     *
     * @throws IllegalArgumentException if they are invalid
     * @throws IllegalStateException if there is a token already, or the database cannot be used
     */
    void run(List<String> arguments) {
        boolean valid = (arguments.size() == 1
                        || (arguments.size() == 3 && arguments.get(1).equals("--file")))
                && List.of("create", "rotate").contains(arguments.getFirst());
        if (!valid) {
            throw new IllegalArgumentException("usage: " + USAGE);
        }
        Optional<Path> file = arguments.size() == 3 ? Optional.of(Path.of(arguments.get(2))) : Optional.empty();
        var token = AdministratorToken.random();
        try {
            store(token, arguments.getFirst().equals("create"), file);
        } catch (IllegalStateException e) {
            throw e;
        } catch (UncheckedIOException e) {
            throw new IllegalStateException("%s: %s".formatted(e.getMessage(), e.getCause()), e);
        } catch (RuntimeException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalStateException(
                    "the gateway's database cannot be used (%s); the gateway must have started once, and the database is named by MILLRACE_DATABASE_URL, _USER and _PASSWORD"
                            .formatted(cause.getMessage()),
                    e);
        }
        out.println(file.map(path -> "the administrator's token is in " + path).orElse(token.text()));
    }

    private void store(AdministratorToken token, boolean first, Optional<Path> file) {
        var store = new AdministratorStore(new AdministratorRow.Rows());
        database().useTransaction(tx -> {
            store.audit(tx, ACTOR, "administrator.token." + (first ? "created" : "replaced"), clock.instant());
            if (!first) {
                store.save(tx, token.sha256(), clock.instant());
            } else if (!store.add(tx, token.sha256(), clock.instant())) {
                throw new IllegalStateException("there is an administrator's token already; 'rotate' replaces it");
            }
            // before the commit: a token that is stored but in no file would lock out the administrator
            file.ifPresent(token::writeTo);
        });
    }

    private Database database() {
        var source = new PGSimpleDataSource();
        source.setUrl(environment.getOrDefault("MILLRACE_DATABASE_URL", "jdbc:postgresql://localhost:5433/millrace"));
        source.setUser(environment.getOrDefault("MILLRACE_DATABASE_USER", "millrace"));
        source.setPassword(environment.getOrDefault("MILLRACE_DATABASE_PASSWORD", "millrace"));
        return new Database(source);
    }
}
