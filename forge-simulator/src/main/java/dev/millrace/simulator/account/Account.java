package dev.millrace.simulator.account;

/**
 * An organization or a user.
 *
 * @param login letters, digits and hyphens; unique without regard to case
 */
public record Account(long id, String login, Kind kind) {

    /** What sort of account it is; {@code wireName} is GitHub's {@code type}. */
    public enum Kind {
        ORGANIZATION("Organization"),
        USER("User"),
        BOT("Bot");

        private final String wireName;

        Kind(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }

    public boolean isOrganization() {
        return kind == Kind.ORGANIZATION;
    }

    public String nodeId() {
        return NodeId.of(isOrganization() ? "O" : "U", id);
    }

    /** The address that GitHub puts into commits made on its pages. */
    public String email() {
        return id + "+" + login + "@users.noreply.github.com";
    }
}
