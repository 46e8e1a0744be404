package dev.millrace.insights.person;

import dev.millrace.insights.person.ContributionStore.Count;
import dev.millrace.insights.person.Contributor.Activity;
import dev.millrace.insights.person.Contributor.ForgeAccount;
import dev.millrace.insights.person.LinkStore.Linked;
import dev.millrace.insights.person.LinkStore.Person;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Groups what accounts did by user, and by account where the user may not be known. Pure. An account counts under its newest
 * login, whether it was reported by id or by login.
 */
final class GroupContributions {

    private static final Comparator<Count> OLDEST_FIRST =
            Comparator.comparing(Count::lastReportedAt).thenComparing(Count::login);

    private final Map<UUID, Person> persons;
    private final Map<UUID, List<Linked>> linked;

    /**
     * @param persons users whom the reader may know
     * @param linked the accounts that belong to them now
     */
    GroupContributions(List<Person> persons, List<Linked> linked) {
        this.persons = persons.stream().collect(Collectors.toMap(Person::user, Function.identity()));
        this.linked = linked.stream().collect(Collectors.groupingBy(Linked::user));
    }

    /**
     * What identifies an account.
     *
     * @param key as {@link Account#key}
     */
    private record Key(String instance, String key) {

        static Key of(Count count) {
            return new Key(count.instance(), count.accountKey());
        }

        static Key ofLogin(String instance, String login) {
            return new Key(instance, Account.loginKey(login));
        }

        String login() {
            return key.substring(Account.loginKey("").length());
        }
    }

    /** In no meaningful order. */
    List<Contributor> group(List<Count> counts) {
        Map<Key, String> logins = counts.stream()
                .collect(Collectors.toMap(Key::of, Function.identity(), BinaryOperator.maxBy(OLDEST_FIRST)))
                .entrySet()
                .stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, newest -> newest.getValue().login()));
        Map<UUID, List<Count>> ofUsers = new HashMap<>();
        Map<Key, List<Count>> ofAccounts = new HashMap<>();
        for (Count count : counts) {
            Optional<UUID> user = count.person().filter(persons::containsKey);
            if (user.isPresent()) {
                ofUsers.computeIfAbsent(user.get(), id -> new ArrayList<>()).add(count);
            } else {
                Key byLogin = Key.ofLogin(count.instance(), login(count, logins));
                ofAccounts.computeIfAbsent(byLogin, key -> new ArrayList<>()).add(count);
            }
        }
        List<Contributor> contributors = new ArrayList<>();
        ofUsers.forEach((user, own) -> contributors.add(user(user, own, logins)));
        ofAccounts.forEach((account, own) -> contributors.add(account(account, own)));
        return List.copyOf(contributors);
    }

    private Contributor user(UUID user, List<Count> own, Map<Key, String> logins) {
        Set<Key> ids = new HashSet<>();
        Map<Key, ForgeAccount> accounts = new HashMap<>();
        for (Linked account : linked.getOrDefault(user, List.of())) {
            ids.add(new Key(account.instance(), account.idKey()));
            accounts.put(
                    Key.ofLogin(account.instance(), account.login()),
                    new ForgeAccount(account.instance(), account.login(), false));
        }
        for (Count count : own) {
            if (!ids.contains(Key.of(count))) {
                String login = login(count, logins);
                accounts.putIfAbsent(
                        Key.ofLogin(count.instance(), login), new ForgeAccount(count.instance(), login, false));
            }
        }
        List<ForgeAccount> sorted = accounts.values().stream()
                .sorted(Comparator.comparing(ForgeAccount::forge).thenComparing(ForgeAccount::username))
                .toList();
        String name = Optional.ofNullable(persons.get(user)).orElseThrow().name();
        return new Contributor("user/" + user, Optional.of(user), name, sorted, activity(own));
    }

    /** The newest login of the account. */
    private static String login(Count count, Map<Key, String> logins) {
        return Optional.ofNullable(logins.get(Key.of(count))).orElseGet(count::login);
    }

    private static Contributor account(Key account, List<Count> own) {
        String login = own.stream().max(OLDEST_FIRST).orElseThrow().login();
        boolean bot = own.stream().anyMatch(Count::bot);
        return new Contributor(
                "account/%s/%s".formatted(account.instance(), account.login()),
                Optional.empty(),
                login,
                List.of(new ForgeAccount(account.instance(), login, bot)),
                activity(own));
    }

    private static Activity activity(List<Count> own) {
        Activity activity = Activity.NONE;
        for (Count count : own) {
            activity = activity.plus(count.kind(), count.count());
        }
        return activity;
    }
}
