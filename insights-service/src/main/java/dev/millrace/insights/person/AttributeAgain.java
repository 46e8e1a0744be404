package dev.millrace.insights.person;

import dev.millrace.insights.person.BackfillStore.Backfill;
import dev.millrace.insights.person.ContributionStore.Position;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Attributes what an account did, batch by batch. How far it has come is written in the transaction of the batch, so it goes
 * on where it was when the process ended, and any number of processes may take part.
 */
@Singleton
final class AttributeAgain {

    private static final Logger LOG = Logger.getLogger(AttributeAgain.class);

    private final Database database;
    private final BackfillStore backfills;
    private final ContributionStore contributions;

    AttributeAgain(Database database, BackfillStore backfills, ContributionStore contributions) {
        this.database = database;
        this.backfills = backfills;
        this.contributions = contributions;
    }

    /**
     * Attributes the next batch.
     *
     * @param most contributions in it
     * @return false if there was nothing to do
     */
    boolean runBatch(int most) {
        return database.inTransaction(tx -> {
            contributions.keepLinks(tx);
            return backfills
                    .claim(tx)
                    .map(backfill -> attribute(tx, backfill, most))
                    .isPresent();
        });
    }

    private Backfill attribute(Transaction tx, Backfill backfill, int most) {
        List<Position> batch =
                contributions.lock(tx, backfill.instance(), backfill.accountKey(), backfill.after(), most);
        Backfill done = batch.isEmpty() ? backfill : attribute(tx, backfill, batch);
        boolean finished = batch.size() < most;
        if (finished) {
            backfills.remove(tx, done);
        } else {
            backfills.save(tx, done);
        }
        LOG.infof(
                "instance=%s account=%s checked=%d attributed=%d %s",
                done.instance(), done.accountKey(), done.checked(), done.changed(), finished ? "finished" : "so far");
        return done;
    }

    private Backfill attribute(Transaction tx, Backfill backfill, List<Position> batch) {
        Position last = batch.getLast();
        int changed = contributions.attribute(tx, backfill.instance(), backfill.accountKey(), backfill.after(), last);
        return new Backfill(
                backfill.instance(),
                backfill.accountKey(),
                last,
                backfill.checked() + batch.size(),
                backfill.changed() + changed);
    }
}
