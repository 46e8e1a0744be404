package dev.millrace.gateway.user;

import java.time.Instant;

/**
 * An account at a forge, as the API shows it.
 *
 * @param instance host name of the forge
 * @param accountId the forge's stable id of the account
 * @param login user name at the forge
 * @param linkedAt ISO 8601
 */
record IdentityBody(String instance, String accountId, String login, Instant linkedAt) {

    static IdentityBody of(Identity identity) {
        return new IdentityBody(identity.instance(), identity.accountId(), identity.login(), identity.linkedAt());
    }
}
