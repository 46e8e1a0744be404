package dev.millrace.simulator.comments;

import dev.millrace.simulator.account.Account;
import java.time.Instant;

/**
 * A reaction to a comment.
 *
 * @param content as GitHub spells it, for example {@code -1}
 */
record Reaction(long id, Account author, String content, Instant createdAt) {}
