package dev.millrace.gateway.member;

import org.jspecify.annotations.Nullable;

/**
 * A request to accept an invitation.
 *
 * @param secret required: what the link ends with
 * @param name display name of the new user; ignored if a user is calling
 */
record AcceptBody(@Nullable String secret, @Nullable String name) {

    @Override
    public String toString() {
        return "AcceptBody[" + name + "]";
    }
}
