package dev.millrace.gateway.user;

import java.time.Instant;
import java.util.UUID;

/**
 * The account of a user at a forge.
 *
 * @param instance host name of the forge, for example {@code github.com}
 * @param accountId the forge's stable id of the account, as text
 * @param login user name at the forge, which may change there
 * @param user the one user that it belongs to
 * @param linkedAt by our clock
 */
public record Identity(String instance, String accountId, String login, UUID user, Instant linkedAt) {}
