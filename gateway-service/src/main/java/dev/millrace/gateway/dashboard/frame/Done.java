package dev.millrace.gateway.dashboard.frame;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a form did, as the page shows it to which the browser was sent after that. The address has the name only, no text. */
public enum Done {
    SAVED("Saved."),
    CREATED("Created."),
    REMOVED("Removed."),
    REVOKED("Revoked. It is rejected everywhere within a second."),
    INVITED("The invitation was created."),
    LINKED("The account is linked."),
    UNLINKED("The account is not linked any more."),
    CONNECTED("Connected. Repositories appear here as soon as the forge reports them."),
    SENT("It will be sent again in a moment."),
    REQUESTED("Requested."),
    TEAM_CHOSEN("The pages now show this team."),
    SIGNED_OUT("You are signed out.");

    static final String PARAMETER = "done";

    private final String text;

    Done(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    /** Value of the query parameter {@code done}. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<Done> find(String wireName) {
        return Arrays.stream(values())
                .filter(done -> done.wireName().equals(wireName))
                .findFirst();
    }
}
