package dev.millrace.gateway.dashboard.people;

import static dev.millrace.gateway.dashboard.frame.JsonFields.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.gateway.dashboard.frame.Initials;
import java.util.ArrayList;
import java.util.List;

/**
 * A member with the accounts that are linked.
 *
 * @param user id of the user
 * @param name display name
 * @param role role in the team
 * @param accounts at forges, each shown as an icon
 */
record PersonView(String user, String name, String role, List<AccountView> accounts) {

    static List<PersonView> of(JsonNode people) {
        List<PersonView> views = new ArrayList<>();
        for (JsonNode person : people) {
            List<AccountView> accounts = new ArrayList<>();
            person.path("accounts").forEach(each -> accounts.add(AccountView.of(each)));
            views.add(new PersonView(text(person, "user"), text(person, "name"), text(person, "role"), accounts));
        }
        return views;
    }

    public String initials() {
        return Initials.of(name);
    }

    /**
     * An account at a forge.
     *
     * @param forge host of the forge
     * @param account the forge's id of the account; empty text if it is not known
     * @param username user name there
     */
    record AccountView(String forge, String account, String username) {

        static AccountView of(JsonNode account) {
            return new AccountView(text(account, "forge"), text(account, "accountId"), text(account, "username"));
        }

        /** Name of its icon, by the words in the name of the host. */
        public String icon() {
            for (String known : List.of("github", "gitlab", "gitea", "bitbucket")) {
                if (forge.contains(known)) {
                    return known;
                }
            }
            return "forge";
        }
    }
}
