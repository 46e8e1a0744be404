package dev.millrace.gateway.team;

import dev.millrace.kit.database.Transaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Rows of {@code gateway.team}. */
@ApplicationScoped
class TeamStore {

    private final TeamRow.Rows rows;

    TeamStore(TeamRow.Rows rows) {
        this.rows = rows;
    }

    /** Returns false if there is a team of this slug already. */
    boolean add(Transaction tx, Team team) {
        return rows.getSession()
                        .createMutationQuery("""
                                insert into TeamRow (slug, name, createdAt)
                                values (:slug, :name, :createdAt)
                                on conflict do nothing
                                """)
                        .setParameter("slug", team.slug())
                        .setParameter("name", team.name())
                        .setParameter("createdAt", team.createdAt())
                        .executeUpdate()
                == 1;
    }

    Optional<Team> find(Transaction tx, String slug) {
        return rows.findByIdOptional(slug).map(TeamRow::toTeam);
    }

    List<Team> list(Transaction tx) {
        return rows.list("order by slug").stream().map(TeamRow::toTeam).toList();
    }
}
