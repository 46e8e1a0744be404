package dev.millrace.gateway.member;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A request to transfer the ownership of a team.
 *
 * @param user required: id of the member who becomes the owner
 */
record NewOwnerBody(@Nullable UUID user) {}
