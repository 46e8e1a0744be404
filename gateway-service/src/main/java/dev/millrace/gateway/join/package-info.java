/**
 * The page to which the link of an invitation leads. The secret is the fragment of its address, which browsers do not send: the
 * script of the page passes it to the API, with a sign-in or with the name of a new user.
 */
@NullMarked
package dev.millrace.gateway.join;

import org.jspecify.annotations.NullMarked;
