package dev.millrace.gateway.installation;

import dev.millrace.kit.error.MillraceException;

/** What a caller learns about a request to connect an installation. */
public final class ClaimResponses {

    private ClaimResponses() {}

    /**
     * The installation that belongs to the team.
     *
     * @throws MillraceException if it was not connected
     */
    public static InstallationBody connected(ClaimOutcome outcome) {
        return switch (outcome) {
            case ClaimOutcome.Connected(InstallationBody installation) -> installation;
            case ClaimOutcome.NoMaintainer(String team) ->
                throw MillraceException.forbidden(
                                "connecting an installation to '%s' needs the role maintainer or owner in it"
                                        .formatted(team))
                        .withCode("role_missing");
            case ClaimOutcome.OtherConnection other ->
                throw MillraceException.notFound("the team uses no such connection")
                        .withCode("connection_missing");
            case ClaimOutcome.AuthorizationNeeded(String instance) ->
                throw MillraceException.conflict(
                                "the forge %s must be asked in your name first: link your account with POST /api/session/github/link, or sign in with it"
                                        .formatted(instance))
                        .withCode("authorization_needed");
            case ClaimOutcome.NotVisible(String id, String instance) ->
                throw MillraceException.notFound(
                                "%s shows no installation %s of the App to your account".formatted(instance, id))
                        .withCode("installation_hidden");
            case ClaimOutcome.NoOwner(String login, String type) ->
                throw MillraceException.forbidden(
                                "only an owner of '%s' can connect it; at the forge, your account is none"
                                        .formatted(login))
                        .withCode("owner_needed");
            case ClaimOutcome.Gone(String login) ->
                throw MillraceException.conflict("the installation of '%s' was removed at the forge".formatted(login))
                        .withCode("installation_deleted");
            case ClaimOutcome.AccountTaken(String login) ->
                throw MillraceException.conflict(
                                "an account at a forge belongs to exactly one team, and '%s' already has one; an administrator can move it"
                                        .formatted(login))
                        .withCode("account_taken");
        };
    }
}
