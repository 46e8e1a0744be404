package dev.millrace.standalone.infrastructure;

import dev.millrace.migration.MigrationFailed;
import dev.millrace.migration.Migrations;
import dev.millrace.standalone.process.ProcessGroup;
import dev.millrace.standalone.process.Program;
import dev.millrace.standalone.process.Progress;
import dev.millrace.standalone.process.ReservedPort;
import dev.millrace.standalone.process.RestartBackoff;
import dev.millrace.standalone.process.RunFolder;
import dev.millrace.standalone.process.StartFailed;
import dev.millrace.standalone.process.SupervisedProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * PostgreSQL and Kafka as supervised processes. Their addresses are known before they run, and change if another process
 * takes one of their ports.
 */
public final class Infrastructure {

    private final Folders folders;
    private final Ports ports;
    private final RunFolder runFolder;
    private final Progress progress;
    private final Runnable onMove;
    private final ProcessGroup kafka = new ProcessGroup();
    private final ProcessGroup postgres = new ProcessGroup();

    /**
     * Folders and files of the infrastructure.
     *
     * @param cache unpacked programs; may be shared
     * @param postgres the server's data
     * @param databasePassword file with the password of the database role; it must exist
     * @param kafkaPasswords file of the passwords of the broker's users; created if missing
     * @param kafka the broker's configuration and data
     * @param logs one file for each process
     */
    public record Folders(
            Path cache, Path postgres, Path databasePassword, Path kafkaPasswords, Path kafka, Path logs) {}

    /**
     * Ports on the loopback address.
     *
     * @param kafkaController for the broker's own use
     */
    public record Ports(ReservedPort postgres, ReservedPort kafka, ReservedPort kafkaController) {}

    /** @param onMove called when a process runs at another address than before */
    public Infrastructure(Folders folders, Ports ports, RunFolder runFolder, Progress progress, Runnable onMove) {
        this.folders = folders;
        this.ports = ports;
        this.runFolder = runFolder;
        this.progress = progress;
        this.onMove = onMove;
    }

    /** Address of the database for the services. */
    public DatabaseAddress database() {
        try {
            return PostgresServer.address(
                    ports.postgres().number(),
                    Files.readString(folders.databasePassword()).strip());
        } catch (IOException e) {
            throw new StartFailed("cannot read " + folders.databasePassword() + ": " + e.getMessage(), e);
        }
    }

    /** Address of the broker for clients, {@code host:port}. */
    public String kafka() {
        return KafkaBroker.address(ports.kafka().number());
    }

    /**
     * Starts PostgreSQL and waits until it answers.
     *
     * @throws StartFailed if it does not
     */
    public void startPostgres() throws InterruptedException {
        var server = PostgresServer.prepare(
                folders.cache(), folders.postgres(), folders.databasePassword(), log("postgresql"), ports.postgres());
        postgres.start(supervised(server));
    }

    /**
     * Brings the schemas of all services up to date; PostgreSQL must have started.
     *
     * @throws StartFailed if that fails
     */
    public void migrateDatabase() {
        var owner = new PGSimpleDataSource();
        DatabaseAddress database = database();
        owner.setUrl(database.url());
        owner.setUser(database.user());
        owner.setPassword(database.password());
        try {
            new Migrations(owner).apply();
        } catch (MigrationFailed e) {
            throw new StartFailed("the database cannot be brought up to date: " + e.getMessage(), e);
        }
    }

    /**
     * Starts Kafka and waits until it answers.
     *
     * @throws StartFailed if it does not
     */
    public void startKafka() throws InterruptedException {
        var broker = KafkaBroker.prepare(
                folders.kafka(), folders.kafkaPasswords(), log("kafka"), ports.kafka(), ports.kafkaController());
        kafka.start(supervised(broker));
    }

    /** Stops Kafka, then PostgreSQL; a process that does not stop within the limit, half of it for Kafka, is killed. */
    public void stop(Duration limit) {
        long from = System.nanoTime();
        kafka.stop(limit.dividedBy(2));
        postgres.stop(limit.minusNanos(System.nanoTime() - from));
    }

    private SupervisedProcess supervised(Program program) {
        return new SupervisedProcess(
                        program, runFolder, progress, RestartBackoff.usual(), SupervisedProcess.USUAL_STALL)
                .onMove(onMove);
    }

    private Path log(String process) {
        return folders.logs().resolve(process + ".log");
    }
}
