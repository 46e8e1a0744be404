package dev.millrace.gateway.team;

import dev.millrace.kit.database.Transaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** Rows of {@code gateway.team}. */
@ApplicationScoped
class TeamStore {

    /** Returns false if there is a team of this slug already. */
    boolean add(Transaction tx, Team team) {
        return tx.handle()
                        .createUpdate("""
                                insert into gateway.team (slug, name, created_at)
                                values (:slug, :name, :createdAt)
                                on conflict do nothing
                                """)
                        .bind("slug", team.slug())
                        .bind("name", team.name())
                        .bind("createdAt", team.createdAt())
                        .execute()
                == 1;
    }

    Optional<Team> find(Transaction tx, String slug) {
        return tx.handle()
                .createQuery("select slug, name, created_at from gateway.team where slug = :slug")
                .bind("slug", slug)
                .map((row, context) -> read(row))
                .findOne();
    }

    List<Team> list(Transaction tx) {
        return tx.handle()
                .createQuery("select slug, name, created_at from gateway.team order by slug")
                .map((row, context) -> read(row))
                .list();
    }

    private static Team read(ResultSet row) throws SQLException {
        return new Team(
                row.getString("slug"),
                row.getString("name"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}
