package dev.millrace.simulator.transport;

import dev.millrace.simulator.account.Account;
import dev.millrace.simulator.hosting.HostedRepository;

/** Whether a caller may fetch from or push to a repository. */
sealed interface OpenOutcome {

    /**
     * The caller may.
     *
     * @param account the caller's account, which becomes the pusher
     */
    record Opened(HostedRepository repository, Account account) implements OpenOutcome {}

    /** The caller may not. */
    sealed interface Refused extends OpenOutcome {}

    /** Without a token, nothing is visible or allowed here. */
    record AuthenticationRequired() implements Refused {}

    /** The token is unknown, expired, or a password. */
    record InvalidToken() implements Refused {}

    /**
     * The token does not allow pushes.
     *
     * @param repository owner and name
     * @param login account of the token
     */
    record PermissionDenied(String repository, String login) implements Refused {}

    /** Nothing can be pushed to an archived repository. */
    record Archived() implements Refused {}

    /** There is no such repository, or it is not visible to the caller. */
    record NotFound() implements Refused {}
}
