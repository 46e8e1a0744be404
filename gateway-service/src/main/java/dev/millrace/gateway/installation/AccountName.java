package dev.millrace.gateway.installation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The name of an account.
 *
 * @param login as the forge reported it
 * @param asOf the forge's time of the report; empty if it had none
 */
record AccountName(String login, Optional<Instant> asOf) {

    /** The newest name that is known of an account with these installations. */
    static Optional<AccountName> newest(List<Installation> ofAccount) {
        AccountName newest = null;
        for (Installation each : ofAccount) {
            var name = new AccountName(each.account().login(), each.reports().nameAsOf());
            newest = newest == null || !Reports.isOlder(name.asOf, newest.asOf) ? name : newest;
        }
        return Optional.ofNullable(newest);
    }

    /** This, unless what is known is newer. */
    AccountName unlessOlder(Optional<AccountName> known) {
        return known.filter(other -> Reports.isOlder(asOf, other.asOf)).orElse(this);
    }
}
