package dev.millrace.kit.outbox;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.work.Timers;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Removes events from the inbox that are older than the retention of any topic. Several instances may do so at once. */
@Singleton
class InboxRetention {

    private static final Logger LOG = Logger.getLogger(InboxRetention.class);
    private static final Duration KEPT = Duration.ofDays(100);

    private final Database database;
    private final Inbox inbox;
    private final Clock clock;
    private final InboxConfig config;
    private final Timers timers;

    InboxRetention(Database database, Inbox inbox, Clock clock, InboxConfig config, Timers timers) {
        this.database = database;
        this.inbox = inbox;
        this.clock = clock;
        this.config = config;
        this.timers = timers;
    }

    @Scheduled(
            identity = "inbox-retention",
            every = "${millrace.inbox.retention-interval}",
            delayed = "${millrace.inbox.retention-delay}",
            concurrentExecution = ConcurrentExecution.SKIP)
    void removeOld() {
        timers.run("retention of the inbox", config.retentionInterval(), () -> {
            int removed = database.inTransaction(
                    tx -> inbox.forgetBefore(tx, clock.instant().minus(KEPT)));
            LOG.debugf("inbox: removed %d events older than %d days", removed, KEPT.toDays());
        });
    }
}
