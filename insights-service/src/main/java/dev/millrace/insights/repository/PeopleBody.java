package dev.millrace.insights.repository;

import dev.millrace.insights.fact.KnownRepository;
import dev.millrace.insights.metric.Window;
import dev.millrace.insights.person.Contributor;
import dev.millrace.insights.person.Contributor.Activity;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A page of those who did something in a repository: first the users, then the accounts that belong to none, each in the
 * order of their ids.
 *
 * @param team slug
 * @param repository {@code owner/name}
 * @param from first instant of the window
 * @param to first instant after it
 * @param zone IANA time zone
 * @param items on the page
 * @param next value of {@code after} for the following page; null on the last
 */
record PeopleBody(
        String team,
        String repository,
        Instant from,
        Instant to,
        String zone,
        List<ContributorBody> items,
        Optional<String> next) {

    /** A page begins after an id, and needs no time. */
    private static final Comparator<Page.Key> USERS_FIRST = Comparator.comparing(
                    (Page.Key key) -> !key.id().startsWith("user/"))
            .thenComparing(Page.Key::id);

    static PeopleBody of(KnownRepository repository, PeopleQuery query, List<Contributor> contributors) {
        List<Contributor> sorted = contributors.stream()
                .filter(contributor -> query.bots() || !contributor.bot())
                .sorted(Comparator.comparing(PeopleBody::key, USERS_FIRST))
                .toList();
        Page.Part<Contributor> part = query.page().of(sorted, PeopleBody::key, USERS_FIRST);
        Window window = query.window();
        return new PeopleBody(
                repository.team(),
                repository.name(),
                window.from(),
                window.to(),
                window.zone().getId(),
                part.items().stream().map(ContributorBody::of).toList(),
                part.next().map(Page.Key::text));
    }

    private static Page.Key key(Contributor contributor) {
        return new Page.Key(Instant.EPOCH, contributor.id());
    }

    /**
     * A user, or an account that belongs to none.
     *
     * @param id unique in the list
     * @param user id of the user; null for an account
     * @param name display name of the user, or login of the account
     * @param accounts at forges
     * @param activity what was done in the window
     */
    record ContributorBody(String id, Optional<UUID> user, String name, List<AccountBody> accounts, Activity activity) {

        static ContributorBody of(Contributor contributor) {
            return new ContributorBody(
                    contributor.id(),
                    contributor.user(),
                    contributor.name(),
                    contributor.accounts().stream()
                            .map(account -> new AccountBody(
                                    account.forge(), account.username(), account.bot() ? "bot" : "user"))
                            .toList(),
                    contributor.activity());
        }
    }

    /**
     * An account at a forge.
     *
     * @param forge host name of the forge
     * @param username user name at the forge
     * @param kind {@code user} or {@code bot}
     */
    record AccountBody(String forge, String username, String kind) {}
}
