package dev.millrace.migration;

import java.io.PrintStream;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * {@code migrate}: brings all schemas up to date, and creates the roles of the services. Settings are in the environment, see
 * {@link #USAGE}. Run it before services of a new release start; it can be repeated. Ends with 1 and a message if it fails.
 */
public final class MigrateCommand {

    static final String URL = "MILLRACE_DATABASE_URL";
    static final String OWNER = "MILLRACE_DATABASE_OWNER";
    static final String OWNER_PASSWORD = "MILLRACE_DATABASE_OWNER_PASSWORD";

    private static final String USAGE = """
            migrate: brings the database up to date. Settings are in the environment:
              MILLRACE_DATABASE_URL             jdbc:postgresql://HOST:PORT/DATABASE
              MILLRACE_DATABASE_OWNER           role that owns the schemas, and may create them and other roles
              MILLRACE_DATABASE_OWNER_PASSWORD  its password
              MILLRACE_DATABASE_PASSWORD_NAME   for each service (INGEST, GIT_HTTP, SYNC, PIPELINE, INSIGHTS, WEBHOOK_DELIVERY,
                                                GATEWAY): password of its role, millrace_ingest and so on. Without it, the role
                                                must exist, and is only granted its privileges.
              MILLRACE_DATABASE_PASSWORD_ANALYST
                                                password of millrace_analyst, which reads the views of insights_public and nothing
                                                else. Without it, that role is not created.""";

    private final Map<String, String> environment;
    private final PrintStream out;

    MigrateCommand(Map<String, String> environment, PrintStream out) {
        this.environment = environment;
        this.out = out;
    }

    public static void main(String... arguments) {
        try {
            new MigrateCommand(System.getenv(), System.out).run(arguments);
        } catch (IllegalArgumentException | MigrationFailed e) {
            System.err.println("millrace: " + e.getMessage());
            System.exit(1);
        }
    }

    /**
     * Runs the command.
     *
     * @throws IllegalArgumentException if there are arguments, or a setting is missing
     * @throws MigrationFailed if the database cannot be brought up to date
     */
    void run(String... arguments) {
        if (arguments.length > 0) {
            throw new IllegalArgumentException("unknown argument '%s'%n%s".formatted(arguments[0], USAGE));
        }
        var owner = new PGSimpleDataSource();
        owner.setUrl(required(URL));
        owner.setUser(required(OWNER));
        owner.setPassword(required(OWNER_PASSWORD));
        new Migrations(owner)
                .applied()
                .forEach((schema, count) -> out.printf("schema %s: %s%n", schema.sqlName(), applied(count)));
        Map<RuntimeRole, String> passwords = passwords();
        Optional<String> analyst = find(AnalystRole.PASSWORD_VARIABLE);
        new RuntimeRoles(owner).grant(passwords, analyst);
        analyst.ifPresent(password -> out.printf("%s may read insights_public%n", AnalystRole.NAME));
        out.printf(
                "%d roles of services are up to date, %d passwords are set%n",
                RuntimeRole.values().length, passwords.size());
    }

    private static String applied(int count) {
        return switch (count) {
            case 0 -> "up to date";
            case 1 -> "1 migration applied";
            default -> count + " migrations applied";
        };
    }

    private Map<RuntimeRole, String> passwords() {
        var passwords = new EnumMap<RuntimeRole, String>(RuntimeRole.class);
        for (RuntimeRole role : RuntimeRole.values()) {
            find(role.passwordVariable()).ifPresent(password -> passwords.put(role, password));
        }
        return passwords;
    }

    private Optional<String> find(String variable) {
        return Optional.ofNullable(environment.get(variable)).filter(value -> !value.isEmpty());
    }

    private String required(String variable) {
        @Nullable String value = environment.get(variable);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("%s is not set%n%s".formatted(variable, USAGE));
        }
        return value;
    }
}
