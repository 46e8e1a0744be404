package dev.millrace.insights.person;

import dev.millrace.events.forge.Actor;
import java.util.Locale;
import java.util.Optional;

/**
 * An account at a forge, as one event named it.
 *
 * @param instance host of the forge, lower case
 * @param id the forge's stable id of the account; empty if the event has only a login
 * @param login user name at the time of the event
 * @param bot whether it is a program's: such an account belongs to no user
 */
record Account(String instance, Optional<String> id, String login, boolean bot) {

    private static final String MARK = "[bot]";

    Account {
        bot = bot || login.endsWith(MARK);
    }

    /** The account that caused an event. Where a forge reports no id, the login stands in its place. */
    static Account of(String instance, Actor actor) {
        String login = storable(actor.login());
        Optional<String> id = Optional.of(storable(actor.id()))
                .filter(text -> !text.isBlank() && !key(text).equals(key(login)));
        return new Account(instance, id, login, actor.kind() == Actor.Kind.BOT);
    }

    /** An account that is known by login only. */
    static Account named(String instance, String login) {
        return new Account(instance, Optional.empty(), storable(login), false);
    }

    /** What links are found by: the id if there is one, else the login, whose case does not count. */
    String key() {
        return id.map(Account::idKey).orElseGet(() -> loginKey(login));
    }

    static String idKey(String id) {
        return "id:" + id;
    }

    static String loginKey(String login) {
        return "login:" + key(login);
    }

    private static String key(String login) {
        return login.strip().toLowerCase(Locale.ROOT);
    }

    /** PostgreSQL text cannot contain NUL. */
    private static String storable(String text) {
        return text.replace('\0', '\uFFFD');
    }
}
