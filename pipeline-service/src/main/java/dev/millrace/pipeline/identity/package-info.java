/**
 * Identity tokens of jobs: short-lived OpenID Connect tokens that a job requests in {@code ops.yml}, the keys that sign them, and the
 * documents by which others verify them. Only public keys leave this package.
 */
@NullMarked
package dev.millrace.pipeline.identity;

import org.jspecify.annotations.NullMarked;
