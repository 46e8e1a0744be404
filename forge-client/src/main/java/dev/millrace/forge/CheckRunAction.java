package dev.millrace.forge;

/**
 * A button of a check run, which GitHub shows once the run is completed. GitHub reports a click as
 * {@code check_run.requested_action} with the identifier.
 *
 * @param label at most 20 characters
 * @param description at most 40 characters
 * @param identifier at most 20 characters
 */
public record CheckRunAction(String label, String description, String identifier) {

    public CheckRunAction {
        atMost(20, label);
        atMost(40, description);
        atMost(20, identifier);
    }

    private static void atMost(int length, String text) {
        if (text.length() > length) {
            throw new IllegalArgumentException("'%s' is longer than %d characters".formatted(text, length));
        }
    }
}
