package dev.millrace.standalone.infrastructure;

import dev.millrace.standalone.process.FileTree;
import dev.millrace.standalone.process.Launch;
import dev.millrace.standalone.process.Launch.StopSignal;
import dev.millrace.standalone.process.Program;
import dev.millrace.standalone.process.ReservedPort;
import dev.millrace.standalone.process.StartFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * PostgreSQL on one data folder, with small memory settings and every commit on disk before it is acknowledged. Its one
 * role and database are both named {@code millrace}; it requires a password even on the loopback address, since other
 * people may have accounts on the machine.
 */
final class PostgresServer implements Program {

    /**
     * Another process may bind the port before the server does: it must not be able to request the password in clear
     * text.
     */
    private static final String NEVER_IN_CLEAR = "requireAuth=scram-sha-256";

    private static final String NAME = "millrace";

    private final Path data;
    private final Path log;
    private final ReservedPort port;
    private final String password;
    private final PostgresBinaries binaries;

    private PostgresServer(Path data, Path log, ReservedPort port, String password, PostgresBinaries binaries) {
        this.data = data;
        this.log = log;
        this.port = port;
        this.password = password;
        this.binaries = binaries;
    }

    /**
     * Unpacks the programs and creates the data folder, unless that was done before.
     *
     * @param cache where the programs are unpacked; may be shared by many servers
     * @param data the server's data folder, created if missing
     * @param passwordFile contains the password of the role; it must exist
     * @throws StartFailed if that does not work on this machine
     */
    static PostgresServer prepare(Path cache, Path data, Path passwordFile, Path log, ReservedPort port) {
        try {
            var server = new PostgresServer(
                    data, log, port, Files.readString(passwordFile).strip(), PostgresBinaries.unpackedIn(cache));
            if (!Files.exists(data)) {
                server.initialize(passwordFile);
            }
            return server;
        } catch (IOException e) {
            throw new StartFailed("cannot prepare PostgreSQL in " + data + ": " + e.getMessage(), e);
        }
    }

    /** Address of a server on this port. */
    static DatabaseAddress address(int port, String password) {
        return new DatabaseAddress(url(port, NAME), NAME, password);
    }

    private static String url(int port, String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s?%s".formatted(port, database, NEVER_IN_CLEAR);
    }

    @Override
    public String name() {
        return "postgresql";
    }

    @Override
    public Launch launch() {
        port.release();
        var command = new ArrayList<>(asOrdinaryUser());
        command.addAll(List.of(
                binaries.program("postgres"),
                "-D",
                data.toAbsolutePath().toString(),
                "-p",
                Integer.toString(port.number())));
        settings().forEach((key, value) -> command.addAll(List.of("-c", key + "=" + value)));
        return new Launch(name(), command, Map.of(), log, StopSignal.INT, 0);
    }

    /** Whether this very server answers; creates the database the first time it does. */
    @Override
    public boolean isReady() {
        try (var connection = DriverManager.getConnection(adminUrl(), NAME, password)) {
            if (!isOnOurData(connection)) {
                return false; // a server on a copy of the folder, with the same password
            }
            createDatabase(connection);
            return true;
        } catch (SQLException e) {
            return false; // refused or still starting; the caller has a deadline and shows the log
        }
    }

    @Override
    public boolean leaveTakenPorts() {
        return port.isTaken() && port.replace();
    }

    private String adminUrl() {
        return url(port.number(), "postgres") + "&connectTimeout=5&socketTimeout=10";
    }

    private boolean isOnOurData(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var answer = statement.executeQuery("show data_directory")) {
            return answer.next()
                    && answer.getString(1).equals(data.toAbsolutePath().toString());
        }
    }

    private static void createDatabase(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var found = statement.executeQuery("select 1 from pg_database where datname = '" + NAME + "'")) {
            if (found.next()) {
                return;
            }
        }
        try (var statement = connection.createStatement()) {
            statement.execute("create database " + NAME);
        }
    }

    private static Map<String, String> settings() {
        return Map.ofEntries(
                Map.entry("listen_addresses", "127.0.0.1"),
                Map.entry("unix_socket_directories", ""),
                Map.entry("max_connections", "150"),
                Map.entry("shared_buffers", "64MB"),
                Map.entry("work_mem", "4MB"),
                Map.entry("maintenance_work_mem", "32MB"),
                Map.entry("max_wal_size", "512MB"),
                Map.entry("wal_level", "minimal"),
                Map.entry("max_wal_senders", "0"),
                Map.entry("jit", "off"),
                Map.entry("fsync", "on"),
                Map.entry("synchronous_commit", "on"),
                Map.entry("log_timezone", "UTC"),
                Map.entry("timezone", "UTC"));
    }

    private void initialize(Path passwordFile) throws IOException {
        // an interrupted start must not leave a folder that looks complete
        Path draft = data.resolveSibling(data.getFileName() + ".draft");
        FileTree.delete(draft);
        Files.createDirectories(draft);
        var command = new ArrayList<>(asOrdinaryUser());
        command.addAll(List.of(
                binaries.program("initdb"),
                "--pgdata=" + draft.toAbsolutePath(),
                "--username=" + NAME,
                "--auth=scram-sha-256",
                "--pwfile=" + passwordFile.toAbsolutePath(),
                "--encoding=UTF8",
                "--locale=C"));
        OneTimeCommand.run("initdb", command, log);
        Files.move(draft, data, StandardCopyOption.ATOMIC_MOVE);
    }

    /** PostgreSQL refuses to run as root; a user namespace without any mapping has no root, yet our files stay ours. */
    private static List<String> asOrdinaryUser() {
        return "root".equals(System.getProperty("user.name")) ? List.of("unshare", "-U") : List.of();
    }
}
