/**
 * Mirrors of upstreams that are real git: {@code git http-backend} behind nginx, with TLS, one virtual host for each forge and
 * the login that it wants. What a forge may do to a mirror is done here; afterwards the mirror is equal to it, or says in
 * plain words why it is not.
 */
@NullMarked
package dev.millrace.conformance.sync;

import org.jspecify.annotations.NullMarked;
