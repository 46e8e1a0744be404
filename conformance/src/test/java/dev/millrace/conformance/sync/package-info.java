/**
 * Mirrors of upstreams that are real git: {@code git http-backend} behind nginx, with TLS, one virtual host for each
 * forge and the credential that it requires. The scenarios cover what a forge may do to a mirror; afterwards the mirror
 * is equal to it, or reports in a clear message why it is not.
 */
@NullMarked
package dev.millrace.conformance.sync;

import org.jspecify.annotations.NullMarked;
