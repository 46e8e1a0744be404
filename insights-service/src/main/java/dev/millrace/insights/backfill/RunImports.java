package dev.millrace.insights.backfill;

import dev.millrace.insights.backfill.ImportLine.Invalid;
import dev.millrace.insights.backfill.ImportRow.LineError;
import dev.millrace.insights.backfill.ImportRow.State;
import dev.millrace.insights.backfill.ImportStore.Part;
import dev.millrace.insights.backfill.ImportStore.StoredLine;
import dev.millrace.insights.fact.KnownRepository;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Records the events of imports, one part in a transaction. */
@Singleton
final class RunImports {

    private static final Logger LOG = Logger.getLogger(RunImports.class);

    private final Database database;
    private final ImportStore imports;
    private final RecordLine recordLine;
    private final Clock clock;

    RunImports(Database database, ImportStore imports, RecordLine recordLine, Clock clock) {
        this.database = database;
        this.imports = imports;
        this.recordLine = recordLine;
        this.clock = clock;
    }

    /**
     * Records the next part of the import that waits longest.
     *
     * @param begun is called with its id before anything can fail
     * @return false if none waits
     */
    boolean recordNext(Consumer<UUID> begun) {
        return database.inTransaction(tx -> {
            Optional<ImportRow> claimed = imports.claim(tx);
            claimed.ifPresent(row -> {
                begun.accept(row.id());
                imports.save(
                        tx,
                        imports.nextPart(tx, row.id())
                                .map(part -> record(tx, row, part))
                                .orElseGet(() -> done(row)));
            });
            return claimed.isPresent();
        });
    }

    /** It goes on when it is sent again; what is recorded stays so. */
    void fail(UUID id, RuntimeException reason) {
        database.useTransaction(tx -> imports.move(
                tx,
                id,
                List.of(State.WAITING, State.RUNNING),
                State.FAILED,
                Optional.of("an event cannot be recorded: " + reason.getClass().getSimpleName()),
                clock.instant()));
    }

    private ImportRow record(Transaction tx, ImportRow row, Part part) {
        List<LineError> errors = new ArrayList<>(row.errors());
        long rejected = 0;
        for (StoredLine line : part.lines()) {
            Optional<String> refused = record(tx, row.team(), line);
            if (refused.isPresent()) {
                rejected++;
                if (errors.size() < ImportRow.ERRORS_KEPT) {
                    errors.add(new LineError(line.number(), refused.get()));
                }
            }
        }
        return new ImportRow(
                row.id(),
                row.team(),
                row.repository(),
                State.RUNNING,
                row.lines(),
                row.recorded() + part.lines().size() - rejected,
                row.rejected() + rejected,
                errors,
                Optional.empty(),
                row.createdAt(),
                clock.instant());
    }

    /** Returns why the line is refused; nothing was written then. */
    private Optional<String> record(Transaction tx, String team, StoredLine line) {
        try {
            ImportLine event = ImportLine.read(line.fields());
            recordLine.record(
                    tx, new KnownRepository(line.repositoryId(), team, event.repository(), Optional.empty()), event);
            return Optional.empty();
        } catch (Invalid e) {
            return Optional.of(e.message());
        } catch (MillraceException e) {
            if (e.kind() != ErrorKind.CALLER) {
                throw e;
            }
            return Optional.of(e.message());
        }
    }

    private ImportRow done(ImportRow row) {
        LOG.infof("import=%s team=%s recorded=%d rejected=%d", row.id(), row.team(), row.recorded(), row.rejected());
        return new ImportRow(
                row.id(),
                row.team(),
                row.repository(),
                State.DONE,
                row.lines(),
                row.recorded(),
                row.rejected(),
                row.errors(),
                Optional.empty(),
                row.createdAt(),
                clock.instant());
    }
}
