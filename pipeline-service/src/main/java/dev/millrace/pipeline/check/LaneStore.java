package dev.millrace.pipeline.check;

import static dev.millrace.pipeline.check.CheckStore.time;

import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.check.CheckRow.Lane;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The table {@code pipeline.check_lane}: who writes for an installation, and when the next write may be sent. */
@Singleton
final class LaneStore {

    /**
     * The right to write in a lane.
     *
     * @param owner random, different for each claim
     */
    record LaneClaim(Lane lane, UUID owner) {}

    /** Takes a lane that has something due and no owner, or one whose lease has expired. */
    Optional<LaneClaim> claim(Transaction tx, Instant now, Instant until, Duration progress) {
        return tx.handle()
                .createQuery("""
                        update pipeline.check_lane l set owner = gen_random_uuid(), owned_until = :until
                        from (
                            select instance, installation_id from pipeline.check_lane free
                            where (free.owner is null or free.owned_until <= :now) and free.next_write_at <= :soon
                              and exists (
                                select 1 from pipeline.check_run c
                                where c.instance = free.instance and c.installation_id = free.installation_id
                                  and %s)
                            limit 1
                            for update skip locked) chosen
                        where l.instance = chosen.instance and l.installation_id = chosen.installation_id
                        returning l.instance, l.installation_id, l.owner
                        """.formatted(CheckStore.DUE))
                .bind("now", time(now))
                .bind("soon", time(now.plusSeconds(2)))
                .bind("until", time(until))
                .bind("progressBefore", time(now.minus(progress)))
                .map((row, context) -> new LaneClaim(
                        new Lane(row.getString("instance"), row.getString("installation_id")),
                        row.getObject("owner", UUID.class)))
                .findOne();
    }

    /** Adds a lane, unless it is known. */
    static void add(Transaction tx, Lane lane, Instant now) {
        tx.handle()
                .createUpdate("""
                        insert into pipeline.check_lane (instance, installation_id, owned_until, next_write_at)
                        values (:instance, :installation, :now, :now)
                        on conflict do nothing
                        """)
                .bind("instance", lane.instance())
                .bind("installation", lane.installationId())
                .bind("now", time(now))
                .execute();
    }

    /** Renews lanes by their owners; those that are not in the result have another owner. */
    Set<UUID> keep(Transaction tx, Set<UUID> owners, Instant until) {
        return tx.handle()
                .createQuery("""
                        update pipeline.check_lane set owned_until = :until where owner = any(:owners)
                        returning owner
                        """)
                .bind("until", time(until))
                .bindArray("owners", UUID.class, owners.toArray())
                .mapTo(UUID.class)
                .set();
    }

    /** Keeps a lane; the time before which nothing may be written, or empty if it has another owner. */
    Optional<Instant> keep(Transaction tx, LaneClaim claim, Instant until) {
        return tx.handle()
                .createQuery("""
                        update pipeline.check_lane set owned_until = :until
                        where instance = :instance and installation_id = :installation and owner = :owner
                        returning next_write_at
                        """)
                .bind("until", time(until))
                .bind("instance", claim.lane().instance())
                .bind("installation", claim.lane().installationId())
                .bind("owner", claim.owner())
                .map((row, context) -> row.getTimestamp("next_write_at").toInstant())
                .findOne();
    }

    void release(Transaction tx, LaneClaim claim) {
        tx.handle()
                .createUpdate("""
                        update pipeline.check_lane set owner = null
                        where instance = :instance and installation_id = :installation and owner = :owner
                        """)
                .bind("instance", claim.lane().instance())
                .bind("installation", claim.lane().installationId())
                .bind("owner", claim.owner())
                .execute();
    }

    /** Nothing is written in the lane before this time. */
    void pause(Transaction tx, Lane lane, Instant nextWriteAt) {
        tx.handle()
                .createUpdate("""
                        update pipeline.check_lane set next_write_at = greatest(next_write_at, :next)
                        where instance = :instance and installation_id = :installation
                        """)
                .bind("next", time(nextWriteAt))
                .bind("instance", lane.instance())
                .bind("installation", lane.installationId())
                .execute();
    }

    /** When the next write in a lane may be sent; the lane stays locked until the transaction ends. */
    Instant lock(Transaction tx, Lane lane, Instant now) {
        add(tx, lane, now);
        return tx.handle()
                .createQuery("""
                        select next_write_at from pipeline.check_lane
                        where instance = :instance and installation_id = :installation
                        for update
                        """)
                .bind("instance", lane.instance())
                .bind("installation", lane.installationId())
                .map((row, context) -> row.getTimestamp("next_write_at").toInstant())
                .one();
    }
}
