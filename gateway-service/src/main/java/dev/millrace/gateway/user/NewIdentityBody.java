package dev.millrace.gateway.user;

import org.jspecify.annotations.Nullable;

/**
 * A request to link an account.
 *
 * @param login required: user name at the forge
 */
record NewIdentityBody(@Nullable String login) {}
