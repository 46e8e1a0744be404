package dev.millrace.insights.definition;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.millrace.insights.definition.TeamDefinitions.Prepared;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Rows of {@code insights.definitions} and {@code insights.definition_state}. */
@Singleton
final class DefinitionStore {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private record Numbers(int active, Optional<Integer> building) {}

    DefinitionState state(Transaction tx, String team) {
        Numbers numbers = tx.handle()
                .createQuery("select active, building from insights.definition_state where team = :team")
                .bind("team", team)
                .map((row, context) -> new Numbers(
                        row.getInt("active"), Optional.ofNullable(row.getObject("building", Integer.class))))
                .findOne()
                .orElse(new Numbers(0, Optional.empty()));
        return new DefinitionState(
                version(tx, team, numbers.active()), numbers.building().map(number -> version(tx, team, number)));
    }

    int active(Transaction tx, String team) {
        return tx.handle()
                .createQuery("select active from insights.definition_state where team = :team")
                .bind("team", team)
                .mapTo(Integer.class)
                .findOne()
                .orElse(0);
    }

    int activeAt(Transaction tx, String team, Instant time) {
        return tx.handle()
                .createQuery("""
                        select version from insights.definition_activation
                        where team = :team and since <= :time order by since desc limit 1
                        """)
                .bind("team", team)
                .bind("time", time.atOffset(ZoneOffset.UTC))
                .mapTo(Integer.class)
                .findOne()
                .orElse(0);
    }

    List<Prepared> prepared(Transaction tx) {
        return tx.handle()
                .createQuery(
                        "select team, building from insights.definition_state where building is not null order by team")
                .map((row, context) -> new Prepared(row.getString("team"), row.getInt("building")))
                .list();
    }

    DefinitionVersion version(Transaction tx, String team, int number) {
        return number == 0
                ? DefinitionVersion.NONE
                : tx.handle()
                        .createQuery(
                                "select content from insights.definitions where team = :team and version = :number")
                        .bind("team", team)
                        .bind("number", number)
                        .map((row, context) -> new DefinitionVersion(number, read(row.getString("content"))))
                        .one();
    }

    /** One change of a team's definitions after the other. */
    void lock(Transaction tx, String team) {
        tx.handle()
                .createUpdate("insert into insights.definition_state (team) values (:team) on conflict do nothing")
                .bind("team", team)
                .execute();
        tx.handle()
                .createQuery("select active from insights.definition_state where team = :team for update")
                .bind("team", team)
                .mapTo(Integer.class)
                .one();
    }

    int highest(Transaction tx, String team) {
        return tx.handle()
                .createQuery("select coalesce(max(version), 0) from insights.definitions where team = :team")
                .bind("team", team)
                .mapTo(Integer.class)
                .one();
    }

    void add(Transaction tx, String team, DefinitionVersion version, String changedBy, Instant now) {
        tx.handle()
                .createUpdate("""
                        insert into insights.definitions (team, version, content, changed_by, changed_at)
                        values (:team, :version, cast(:content as jsonb), :changedBy, :now)
                        """)
                .bind("team", team)
                .bind("version", version.number())
                .bind("content", write(version.body()))
                .bind("changedBy", changedBy)
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .execute();
    }

    void build(Transaction tx, String team, int version) {
        tx.handle()
                .createUpdate("update insights.definition_state set building = :version where team = :team")
                .bind("team", team)
                .bind("version", version)
                .execute();
    }

    boolean activate(Transaction tx, Prepared prepared) {
        return tx.handle()
                        .createUpdate("""
                                update insights.definition_state set active = building, building = null
                                where team = :team and building = :version
                                """)
                        .bind("team", prepared.team())
                        .bind("version", prepared.version())
                        .execute()
                > 0;
    }

    private static String write(DefinitionsBody body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON for definitions", e);
        }
    }

    private static DefinitionsBody read(String json) {
        try {
            return JSON.readValue(json, DefinitionsBody.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("insights.definitions holds content that cannot be read", e);
        }
    }
}
