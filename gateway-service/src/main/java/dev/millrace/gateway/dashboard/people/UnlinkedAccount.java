package dev.millrace.gateway.dashboard.people;

import static dev.millrace.gateway.dashboard.frame.JsonFields.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.gateway.dashboard.people.PersonView.AccountView;
import java.util.ArrayList;
import java.util.List;

/**
 * An account that did something in a repository and belongs to no member of the team.
 *
 * @param account at the forge
 * @param bot whether it is a bot, which is never linked
 * @param did what it did, in a few words
 */
record UnlinkedAccount(AccountView account, boolean bot, String did) {

    /** @param people as insights returns them, members included */
    static List<UnlinkedAccount> of(JsonNode people) {
        List<UnlinkedAccount> views = new ArrayList<>();
        for (JsonNode person : people.path("items")) {
            if (text(person, "user").isEmpty()) {
                JsonNode account = person.path("accounts").path(0);
                views.add(new UnlinkedAccount(
                        AccountView.of(account), text(account, "kind").equals("bot"), did(person.path("activity"))));
            }
        }
        return views;
    }

    private static String did(JsonNode activity) {
        List<String> parts = new ArrayList<>();
        count(parts, activity, "pushes", "push", "pushes");
        count(parts, activity, "commits", "commit", "commits");
        count(parts, activity, "changesOpened", "change opened", "changes opened");
        count(parts, activity, "reviews", "review", "reviews");
        count(parts, activity, "deployments", "deployment", "deployments");
        return String.join(", ", parts);
    }

    private static void count(List<String> parts, JsonNode activity, String field, String one, String several) {
        long number = activity.path(field).asLong();
        if (number > 0) {
            parts.add(number + " " + (number == 1 ? one : several));
        }
    }
}
