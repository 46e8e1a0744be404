package dev.millrace.bench.insights;

import dev.millrace.bench.platform.BenchPlatform;
import dev.millrace.standalone.client.UnexpectedAnswer;
import dev.millrace.standalone.client.Waiting;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * Shipped commits and deployments of two years in the tables of insights, as if they had been derived: log-normal times, a sixth of
 * bots, repositories of very different size, a hundred organizations.
 */
final class FactTables {

    private static final Duration TIMEOUT = Duration.ofHours(2);

    private final BenchPlatform platform;
    private final String team;

    FactTables(BenchPlatform platform, String team) {
        this.platform = platform;
        this.team = team;
    }

    /** Fills the tables, and waits until the rollups are computed. */
    void fill(InsightsOptions options) throws InterruptedException {
        String definition = definition();
        execute("""
                insert into insights.repository (id, team, name, seen_at)
                select gen_random_uuid(), '%1$s', format('org-%%s/repo-%%s', n %% 100, n), now()
                from generate_series(0, %2$d - 1) as n
                """.formatted(team, options.repositories()));
        execute("""
                insert into insights.population (team, owner)
                select distinct '%1$s', owner from (
                    select split_part(name, '/', 1) as owner from insights.repository where team = '%1$s'
                    union all select '') as owners
                on conflict do nothing
                """.formatted(team));
        execute("""
                insert into insights.history
                    (team, history_key, definition, version, team_population, owner_population, data_through, derived_at)
                select '%1$s', 'millrace:' || id, '%2$s', 1, whole.population_id, own.population_id, now(), now()
                from insights.repository
                join insights.population as whole on whole.team = '%1$s' and whole.owner = ''
                join insights.population as own on own.team = '%1$s' and own.owner = split_part(name, '/', 1)
                where repository.team = '%1$s'
                on conflict do nothing
                """.formatted(team, definition));
        execute(
                "create unlogged table bench_history as select row_number() over (order by history_id) - 1 as n, history_id,"
                        + " team_population, owner_population from insights.history where team = '" + team + "'");
        execute("create unique index on bench_history (n)");
        for (int from = 0; from < options.facts(); from += 500_000) {
            items(options, from, Math.min(from + 500_000, options.facts()));
            System.out.printf("%,d facts%n", Math.min(from + 500_000, options.facts()));
        }
        execute("""
                insert into insights.dirty_day (population_id, metric, tier, day)
                select distinct population_id, 1, 0, date_trunc('day', at, 'UTC')
                from insights.history_item, lateral (values (team_population), (owner_population)) as both_ (population_id)
                where metric = 1
                """);
        execute("vacuum analyze insights.history_item");
        execute("vacuum analyze insights.history_deployment");
        execute("select pg_notify('insights_dirty', '')");
        Waiting.until(
                TIMEOUT,
                "the rollups",
                () -> Optional.of(number("select count(*) from insights.dirty_day"))
                        .filter(n -> n == 0));
        execute("vacuum analyze insights.rollup");
    }

    /** The version that the service stores, from a history that it derives from nothing. */
    private String definition() throws InterruptedException {
        execute("""
                with added as (
                    insert into insights.repository (id, team, name, seen_at)
                    values (gen_random_uuid(), '%s', 'org-0/first', now()) returning id)
                insert into insights.dirty (scope) select id::text from added
                """.formatted(team));
        execute("select pg_notify('insights_dirty', '')");
        return Waiting.until(
                TIMEOUT,
                "the first history",
                () -> text("select max(definition) from insights.history where team = '" + team + "'"));
    }

    private void items(InsightsOptions options, int from, int to) {
        // Box-Muller gives a normal number from two even ones; the third power gives few repositories most of the facts
        execute("""
                with fact as (
                    select n, floor(%1$d * power(random(), 3))::int as repository,
                           timestamptz '2024-01-01 00:00Z' + random() * interval '730 days' as at,
                           exp(10 + 2 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())) as seconds,
                           case when random() < 0.17 then 2 when random() < 0.2 then 1 else 0 end as actor
                    from generate_series(%2$d, %3$d - 1) as n
                )
                insert into insights.history_item
                    (history_id, metric, tier, subject, at, from_at, micros, actor, state, deployment_id, source,
                     team_population, owner_population)
                select history_id, 1, 0, lpad(to_hex(fact.n), 40, '0'), date_trunc('microseconds', at),
                       at - least(seconds, 3e8) * interval '1 second', (least(seconds, 3e8) * 1000000)::bigint, actor, 0,
                       (fact.n / 8)::text, 'commit', team_population, owner_population
                from fact join bench_history on bench_history.n = fact.repository
                """.formatted(options.repositories(), from, to));
        execute("""
                insert into insights.history_deployment
                    (history_id, tier, deployment_id, at, effect, environment, sha, ref, created_at, started_at, commits,
                     failed, rework, signals, team_population, owner_population)
                select history_id, 0, made.id::text, at, case when random() < 0.9 then 0 else 2 end, 'production',
                       lpad(made.id::text, 40, '0'), 'main', at, at, 8, random() < 0.1, random() < 0.05, '[]', team_population,
                       owner_population
                from (select id, floor(%1$d * power(random(), 3))::int as repository,
                             timestamptz '2024-01-01 00:00Z' + random() * interval '730 days' as at
                      from generate_series(%2$d / 8, %3$d / 8 - 1) as id) as made
                join bench_history on bench_history.n = made.repository
                """.formatted(options.repositories(), from, to));
    }

    /** The only number of a query. */
    long number(String sql) {
        return text(sql).map(Long::parseLong).orElseThrow();
    }

    /** The only value of a query; empty if it is null. */
    Optional<String> text(String sql) {
        try (Connection connection = open();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return Optional.ofNullable(rows.getString(1));
        } catch (SQLException e) {
            throw new UnexpectedAnswer("the database rejects '%s': %s".formatted(sql, e.getMessage()), e);
        }
    }

    private void execute(String sql) {
        try (Connection connection = open();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new UnexpectedAnswer("the database rejects '%s': %s".formatted(sql, e.getMessage()), e);
        }
    }

    private Connection open() throws SQLException {
        return DriverManager.getConnection(
                platform.fact("database-url"), platform.fact("database-user"), platform.fact("database-password"));
    }
}
