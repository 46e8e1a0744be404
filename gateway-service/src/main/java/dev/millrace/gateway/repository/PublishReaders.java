package dev.millrace.gateway.repository;

import dev.millrace.events.access.ReadersChanged;
import dev.millrace.gateway.repository.Readers.Key;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.outbox.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Publishes for each repository which members of the team read it, when that differs from what was published. It follows from rows
 * alone, so whatever changed them, and whichever instance stopped in between, the next pass publishes it.
 */
@ApplicationScoped
class PublishReaders {

    private static final Logger LOG = Logger.getLogger(PublishReaders.class);
    private static final int PAGE = 500;

    private final Database database;
    private final ReadingStore readings;
    private final PublicationStore store;
    private final CheckLimits limits;
    private final Outbox outbox;
    private final Clock clock;

    PublishReaders(
            Database database,
            ReadingStore readings,
            PublicationStore store,
            CheckLimits limits,
            Outbox outbox,
            Clock clock) {
        this.database = database;
        this.readings = readings;
        this.store = store;
        this.limits = limits;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** Publishes what is due of all repositories. Returns how many records that were. */
    int all(BooleanSupplier stopping) {
        int published = 0;
        Optional<Key> last = Optional.empty();
        List<Readers> page;
        do {
            Optional<Key> after = last;
            page = database.inTransaction(tx -> store.page(tx, after, PAGE));
            for (Readers readers : page) {
                if (stopping.getAsBoolean()) {
                    return published;
                }
                if (due(readers).isPresent() && one(readers.key())) {
                    published++;
                }
            }
            last = page.isEmpty() ? last : Optional.of(page.getLast().key());
        } while (page.size() == PAGE);
        return published;
    }

    /** Publishes what is due of one repository. Returns whether anything was. */
    boolean one(Key key) {
        return database.inTransaction(tx -> {
            Optional<ReadersChanged> event = store.lock(tx, key).flatMap(this::due);
            event.ifPresent(changed -> {
                store.published(tx, key, changed);
                outbox.add(tx, changed);
                LOG.debugf(
                        "team=%s upstreamKey=%s readers=%d until=%s published",
                        key.team(), key.upstreamKey(), changed.readers().size(), changed.readableUntil());
            });
            return event.isPresent();
        });
    }

    /**
     * Publishes every choice of a team, and what was published last of every repository, once more. A repeat changes nothing for a
     * service that has it, and restores the content of a topic that was lost.
     */
    void again() {
        database.useTransaction(tx -> readings.lockAll(tx).forEach(chosen -> outbox.add(tx, chosen)));
        Optional<Key> last = Optional.empty();
        List<Readers> page;
        do {
            Optional<Key> after = last;
            page = database.inTransaction(tx -> {
                List<Readers> found = store.page(tx, after, PAGE);
                found.forEach(readers -> readers.published().ifPresent(event -> outbox.add(tx, event)));
                return found;
            });
            last = page.isEmpty() ? last : Optional.of(page.getLast().key());
        } while (page.size() == PAGE);
    }

    private Optional<ReadersChanged> due(Readers readers) {
        return readers.due(clock.instant().truncatedTo(ChronoUnit.MICROS), limits.staleAfter());
    }
}
