package dev.millrace.gateway.dashboard.frame;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request that failed, as a page shows it.
 *
 * @param status HTTP status
 * @param title in a few words
 * @param text what is wrong
 * @param advice what to do; empty text if there is none
 * @param requestId finds it in the log; empty text if it has none
 */
record Problem(int status, String title, String text, String advice, String requestId) {

    private static final String INVITATION =
            "Ask an owner of your team for an invitation, and open its link. If you are a member already, sign in as before, and link"
                    + " this account under Settings.";
    private static final String AGAIN =
            "Begin again: the page of the forge is valid for ten minutes, in one browser, once.";
    private static final String WAIT =
            "Nothing is lost. Try again in a moment; an administrator sees the state of each service.";

    /** What to do, by the code of the error. */
    private static final Map<String, String> ADVICE = Map.ofEntries(
            Map.entry("account_unknown", INVITATION),
            Map.entry("person_unknown", INVITATION),
            Map.entry("invitation_missing", "Ask for another invitation. Each can be used once, and for some days."),
            Map.entry("state_invalid", AGAIN),
            Map.entry("code_rejected", AGAIN),
            Map.entry(
                    "authorization_denied", "The forge was not authorized. Begin again, and choose “Authorize” there."),
            Map.entry("other_user", "Sign in as the user who began, and begin again."),
            Map.entry(
                    "identity_taken",
                    "An account belongs to one user. An administrator can unlink it from the other user."),
            Map.entry("identity_exists", "Unlink the other account first, on the page of your own accounts."),
            Map.entry(
                    "approval_needed",
                    "An owner of the organization was asked to install the App. When that is done, connect it under Settings,"
                            + " Integrations."),
            Map.entry(
                    "owner_needed",
                    "Ask an owner of the organization to connect it here. The owner needs an account on this platform, and your"
                            + " team."),
            Map.entry(
                    "account_taken",
                    "An organization belongs to one team. An administrator of the platform can give it to another team."),
            Map.entry(
                    "installation_hidden",
                    "Sign in at the forge with the account that installed the App, and begin again."),
            Map.entry("installation_deleted", "Install the App again."),
            Map.entry("client_rejected", "An administrator has to add the current client secret to the connection."),
            Map.entry("forge_unavailable", "The forge does not answer. Reload this page in a moment."),
            Map.entry("service_unavailable", WAIT),
            Map.entry("provider_unavailable", "The provider does not answer. Try again in a moment."),
            Map.entry(
                    "role_missing",
                    "Ask an owner of the team for another role, or switch to a team in which you have it."));

    static Problem of(int status, Optional<String> code, String text, Optional<String> requestId) {
        return new Problem(
                status, title(status), sentence(text), code.map(ADVICE::get).orElse(""), requestId.orElse(""));
    }

    private static String title(int status) {
        return switch (status) {
            case 400, 415 -> "This cannot be done";
            case 401 -> "Sign in";
            case 403 -> "Not allowed";
            case 404 -> "Not found";
            case 409, 412 -> "This is not possible now";
            case 413 -> "Too large";
            case 429 -> "Too many requests";
            case 502, 503, 504 -> "Not available right now";
            default -> "Something went wrong";
        };
    }

    private static String sentence(String text) {
        String upper = text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
        return upper.endsWith(".") ? upper : upper + ".";
    }
}
