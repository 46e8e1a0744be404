package dev.millrace.gateway.installation;

/** The result of a user's request to connect an installation to a team. */
public sealed interface ClaimOutcome {

    /** It belongs to the team, from now on or already before. */
    record Connected(InstallationBody installation) implements ClaimOutcome {}

    /** The user is no maintainer of the team. */
    record NoMaintainer(String team) implements ClaimOutcome {}

    /** The connection belongs to another team. */
    record OtherConnection() implements ClaimOutcome {}

    /** The user has to authorize the App first: there is no valid token of an account of the user. */
    record AuthorizationNeeded(String instance) implements ClaimOutcome {}

    /** The forge does not show it to the user: the user may not access it, or it is not there. */
    record NotVisible(String installationId, String instance) implements ClaimOutcome {}

    /** The user owns neither the account, nor the organization that it is. */
    record NoOwner(String login, String type) implements ClaimOutcome {}

    /** It was removed at the forge. */
    record Gone(String login) implements ClaimOutcome {}

    /** Its account belongs to another team, which is not named: a team must not learn of others. */
    record AccountTaken(String login) implements ClaimOutcome {}
}
