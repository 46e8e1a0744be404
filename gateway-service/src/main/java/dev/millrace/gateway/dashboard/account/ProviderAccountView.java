package dev.millrace.gateway.dashboard.account;

import static dev.millrace.gateway.dashboard.frame.JsonFields.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * An account of the person at an OpenID Connect provider.
 *
 * @param id identifies it here
 * @param issuer names the provider
 * @param subject the provider's id of the account
 */
record ProviderAccountView(String id, String issuer, String subject) {

    static List<ProviderAccountView> of(JsonNode accounts) {
        List<ProviderAccountView> views = new ArrayList<>();
        for (JsonNode account : accounts) {
            views.add(new ProviderAccountView(text(account, "id"), text(account, "issuer"), text(account, "subject")));
        }
        return views;
    }
}
