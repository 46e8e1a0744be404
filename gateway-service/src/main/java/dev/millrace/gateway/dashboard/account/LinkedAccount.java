package dev.millrace.gateway.dashboard.account;

import static dev.millrace.gateway.dashboard.frame.JsonFields.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * An account of the person at a forge.
 *
 * @param instance host of the forge
 * @param account the forge's id of the account
 * @param login user name there
 */
record LinkedAccount(String instance, String account, String login) {

    static List<LinkedAccount> of(JsonNode user) {
        List<LinkedAccount> accounts = new ArrayList<>();
        for (JsonNode identity : user.path("identities")) {
            accounts.add(new LinkedAccount(
                    text(identity, "instance"), text(identity, "accountId"), text(identity, "login")));
        }
        return accounts;
    }
}
