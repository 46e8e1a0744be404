package dev.millrace.events.forge;

/**
 * The forge account that caused the event.
 *
 * @param id the forge's number for the account, decimal string; Bitbucket Cloud: its UUID in lower case, without braces;
 *     SourceHut: its name
 * @param login name at the time of the event
 * @param kind kind of account, as the forge reports it
 */
public record Actor(String id, String login, Kind kind) {

    /** Kind of account. */
    public enum Kind {
        USER,
        BOT,
        ORGANIZATION
    }
}
