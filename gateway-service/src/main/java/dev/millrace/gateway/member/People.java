package dev.millrace.gateway.member;

import dev.millrace.gateway.team.Teams;
import dev.millrace.gateway.user.Identity;
import dev.millrace.gateway.user.User;
import dev.millrace.gateway.user.Users;
import dev.millrace.kit.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Who the members of a team are. */
@ApplicationScoped
class People {

    private final Database database;
    private final Teams teams;
    private final Members members;
    private final Users users;

    People(Database database, Teams teams, Members members, Users users) {
        this.database = database;
        this.teams = teams;
        this.members = members;
        this.users = users;
    }

    /** The members, the longest first; empty if there is no such team. */
    Optional<List<Person>> list(String team) {
        if (!teams.exists(team)) {
            return Optional.empty();
        }
        return database.inTransaction(tx -> {
            List<Member> found = members.list(tx, team);
            List<UUID> ids = found.stream().map(Member::user).toList();
            Map<UUID, User> byId =
                    users.findAll(tx, ids).stream().collect(Collectors.toMap(User::id, Function.identity()));
            Map<UUID, List<Identity>> accounts =
                    users.identities(tx, ids).stream().collect(Collectors.groupingBy(Identity::user));
            return Optional.of(found.stream()
                    .flatMap(member -> Optional.ofNullable(byId.get(member.user())).stream()
                            .map(user -> new Person(member, user, accounts.getOrDefault(member.user(), List.of()))))
                    .toList());
        });
    }

    /** A member with name and accounts. */
    record Person(Member member, User user, List<Identity> accounts) {

        Person {
            accounts = List.copyOf(accounts);
        }
    }
}
