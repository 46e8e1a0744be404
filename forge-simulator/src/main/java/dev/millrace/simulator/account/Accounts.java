package dev.millrace.simulator.account;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** All accounts, by login without regard to case. */
@ApplicationScoped
public class Accounts {

    private static final Pattern LOGIN = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})(?:\\[bot])?");

    private final Ids ids;
    private final Map<String, Account> byLogin = new ConcurrentHashMap<>();

    Accounts(Ids ids) {
        this.ids = ids;
    }

    /**
     * The account of this login, created if it does not exist yet; an existing one keeps its kind.
     *
     * @throws IllegalArgumentException if GitHub would not accept the login
     */
    public Account ensure(String login, Account.Kind kind) {
        if (!LOGIN.matcher(login).matches()) {
            throw new IllegalArgumentException("login %s is not 1 to 39 letters, digits or hyphens".formatted(login));
        }
        return byLogin.computeIfAbsent(key(login), _ -> new Account(ids.next(), login, kind));
    }

    public Optional<Account> find(String login) {
        return Optional.ofNullable(byLogin.get(key(login)));
    }

    public Collection<Account> list() {
        return byLogin.values();
    }

    public void clear() {
        byLogin.clear();
    }

    private static String key(String login) {
        return login.toLowerCase(Locale.ROOT);
    }
}
