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

    /**
     * The caller may not.
     *
     * @param status 401 to request a token, 403 if the token is not sufficient, 404 if nothing is visible to the caller
     */
    record Refused(int status, String message) implements OpenOutcome {}
}
