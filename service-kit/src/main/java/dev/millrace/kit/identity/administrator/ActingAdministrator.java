package dev.millrace.kit.identity.administrator;

import java.util.Optional;
import java.util.UUID;

/**
 * An administrator who calls, for the audit log.
 *
 * @param name as the audit log shows it
 * @param user id of the person; empty for the administrator's token
 */
public record ActingAdministrator(String name, Optional<UUID> user) {

    /** The name of the administrator's token. */
    public static final String TOKEN = "administrator";

    /** Header of the gateway's response with the name, percent-encoded as UTF-8. */
    public static final String NAME_HEADER = "X-Millrace-Actor";

    /** Header of the gateway's response with the id of the person. */
    public static final String USER_HEADER = "X-Millrace-User";
}
