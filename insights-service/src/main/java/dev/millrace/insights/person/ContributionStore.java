package dev.millrace.insights.person;

import dev.millrace.insights.person.Contribution.Kind;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Rows of {@code insights.contribution}, and who they are attributed to. */
@Singleton
final class ContributionStore {

    /**
     * Whose the contribution {@code act} is: of the links of its account, the one that lasted at its time and began last, else
     * the one that began first after it.
     */
    private static final String PERSON = """
            (select link.user_id from insights.identity_link link
             where link.instance = act.instance
               and (link.id_key = act.account_key or link.login_key = act.account_key)
               and (link.unlinked_at is null or link.unlinked_at > act.at)
               and not act.bot
             order by link.linked_at > act.at, abs(extract(epoch from link.linked_at - act.at)), link.link_id
             limit 1)
            """;

    /**
     * Keeps links as they are until the transaction ends; taken before any row here is written, so that its holder never waits
     * for a transaction that waits for it.
     */
    void keepLinks(Transaction tx) {
        tx.handle()
                .createQuery("select 1 from pg_advisory_xact_lock_shared(hashtext('insights.identity_link'), 0)")
                .mapTo(Integer.class)
                .one();
    }

    /** Under {@link #keepLinks}; sorted by kind and subject, in which order rows are locked everywhere. */
    void add(Transaction tx, String forgeKey, List<Contribution> contributions) {
        try (PreparedBatch batch = tx.handle().prepareBatch("""
                insert into insights.contribution as known
                    (forge_key, kind, subject, indirect, instance, account_key, account_id, login, bot, at, reported_at,
                     person)
                select act.*, """ + PERSON + """
                from (select cast(:forgeKey as text) as forge_key, cast(:kind as text) as kind,
                             cast(:subject as text) as subject, cast(:indirect as boolean) as indirect,
                             cast(:instance as text) as instance, cast(:accountKey as text) as account_key,
                             cast(:accountId as text) as account_id, cast(:login as text) as login,
                             cast(:bot as boolean) as bot, cast(:at as timestamptz) as at,
                             cast(:reportedAt as timestamptz) as reported_at) as act
                on conflict (forge_key, kind, subject) do update set
                    indirect = excluded.indirect, instance = excluded.instance, account_key = excluded.account_key,
                    account_id = excluded.account_id, login = excluded.login, bot = excluded.bot, at = excluded.at,
                    reported_at = excluded.reported_at, person = excluded.person
                where (excluded.indirect, excluded.account_id is null, excluded.reported_at, excluded.at,
                       excluded.account_key, excluded.login, excluded.bot)
                    < (known.indirect, known.account_id is null, known.reported_at, known.at,
                       known.account_key, known.login, known.bot)
                """)) {
            for (Contribution contribution : contributions) {
                batch.bind("forgeKey", forgeKey)
                        .bind("kind", contribution.kind().name())
                        .bind("subject", contribution.subject())
                        .bind("indirect", contribution.indirect())
                        .bind("instance", contribution.account().instance())
                        .bind("accountKey", contribution.account().key())
                        .bind("accountId", contribution.account().id().orElse(null))
                        .bind("login", contribution.account().login())
                        .bind("bot", contribution.account().bot())
                        .bind("at", utc(contribution.at()))
                        .bind("reportedAt", utc(contribution.reportedAt()))
                        .add();
            }
            batch.execute();
        }
    }

    /**
     * Position of a contribution among those of its account.
     *
     * @param forgeKey of the repository
     */
    record Position(String forgeKey, String kind, String subject) {

        static final Position START = new Position("", "", "");
    }

    /** The next contributions of the account after this one, locked in order. */
    List<Position> lock(Transaction tx, String instance, String accountKey, Position after, int most) {
        return tx.handle()
                .createQuery("""
                        select forge_key, kind, subject from insights.contribution
                        where instance = :instance and account_key = :accountKey
                          and (forge_key, kind, subject) > (:forgeKey, :kind, :subject)
                        order by forge_key, kind, subject limit :most for update
                        """)
                .bind("instance", instance)
                .bind("accountKey", accountKey)
                .bind("forgeKey", after.forgeKey())
                .bind("kind", after.kind())
                .bind("subject", after.subject())
                .bind("most", most)
                .map((row, context) ->
                        new Position(row.getString("forge_key"), row.getString("kind"), row.getString("subject")))
                .list();
    }

    /** Attributes the contributions of the account after the one and up to the other. Returns how many changed. */
    int attribute(Transaction tx, String instance, String accountKey, Position after, Position last) {
        return tx.handle()
                .createUpdate("""
                        update insights.contribution act set person = """ + PERSON + """
                        where act.instance = :instance and act.account_key = :accountKey
                          and (act.forge_key, act.kind, act.subject) > (:forgeKey, :kind, :subject)
                          and (act.forge_key, act.kind, act.subject) <= (:lastForgeKey, :lastKind, :lastSubject)
                          and act.person is distinct from """ + PERSON)
                .bind("instance", instance)
                .bind("accountKey", accountKey)
                .bind("forgeKey", after.forgeKey())
                .bind("kind", after.kind())
                .bind("subject", after.subject())
                .bind("lastForgeKey", last.forgeKey())
                .bind("lastKind", last.kind())
                .bind("lastSubject", last.subject())
                .execute();
    }

    /**
     * How often an account did something, attributed to one user or to none.
     *
     * @param accountKey as {@link Account#key}
     * @param login newest one with which it did this
     * @param bot whether any report said so
     * @param lastReportedAt time of the report with this login
     */
    record Count(
            String instance,
            String accountKey,
            String login,
            boolean bot,
            Optional<UUID> person,
            Kind kind,
            long count,
            Instant lastReportedAt) {}

    /** How many people did something in any of the repositories in [from, to); programs are none. */
    int people(Transaction tx, Collection<String> forgeKeys, Instant from, Instant to) {
        return tx.handle()
                .createQuery("""
                        select count(distinct coalesce(person::text, instance || ' ' || lower(login)))
                        from insights.contribution
                        where forge_key = any(:forgeKeys) and at >= :from and at < :to and not bot
                        """)
                .bindArray("forgeKeys", String.class, List.copyOf(forgeKeys))
                .bind("from", utc(from))
                .bind("to", utc(to))
                .mapTo(Integer.class)
                .one();
    }

    /** What was done in the repository in [from, to). */
    List<Count> count(Transaction tx, String forgeKey, Instant from, Instant to) {
        return tx.handle()
                .createQuery("""
                        select instance, account_key, person, kind, count(*) as acts, bool_or(bot) as bot,
                               (array_agg(login order by reported_at desc, login))[1] as login,
                               max(reported_at) as last_reported_at
                        from insights.contribution
                        where forge_key = :forgeKey and at >= :from and at < :to
                        group by instance, account_key, person, kind
                        """)
                .bind("forgeKey", forgeKey)
                .bind("from", utc(from))
                .bind("to", utc(to))
                .map((row, context) -> new Count(
                        row.getString("instance"),
                        row.getString("account_key"),
                        row.getString("login"),
                        row.getBoolean("bot"),
                        Optional.ofNullable(row.getObject("person", UUID.class)),
                        Kind.valueOf(row.getString("kind")),
                        row.getLong("acts"),
                        row.getObject("last_reported_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
