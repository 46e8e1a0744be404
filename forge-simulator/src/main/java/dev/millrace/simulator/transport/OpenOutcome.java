package dev.millrace.simulator.transport;

import dev.millrace.simulator.account.Account;
import dev.millrace.simulator.hosting.HostedRepository;

/** Whether somebody may fetch from or push to a repository. */
sealed interface OpenOutcome {

    /**
     * Yes.
     *
     * @param account who it is, as the pusher of what is pushed
     */
    record Opened(HostedRepository repository, Account account) implements OpenOutcome {}

    /**
     * No.
     *
     * @param status 401 to be asked for a token, 403 if the token is not enough, 404 if there is nothing to see
     */
    record Refused(int status, String message) implements OpenOutcome {}
}
