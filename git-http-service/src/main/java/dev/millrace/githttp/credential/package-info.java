/** Credentials for upstreams over JSON: stored, replaced and deleted, never shown. */
@NullMarked
package dev.millrace.githttp.credential;

import org.jspecify.annotations.NullMarked;
