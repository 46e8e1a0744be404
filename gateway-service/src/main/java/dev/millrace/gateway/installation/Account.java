package dev.millrace.gateway.installation;

import dev.millrace.events.forge.InstallationChanged.AccountType;

/**
 * An organization or user at a forge. Its number identifies it; its name may change.
 *
 * @param id decimal string
 * @param login its name, as last reported
 * @param type {@code UNKNOWN} if it was never reported
 */
record Account(String id, String login, AccountType type) {

    Account named(String newLogin) {
        return new Account(id, newLogin, type);
    }
}
