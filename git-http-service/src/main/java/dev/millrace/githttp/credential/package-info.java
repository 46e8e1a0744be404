/** Logins for upstreams over JSON: stored, replaced and forgotten, never shown. */
@NullMarked
package dev.millrace.githttp.credential;

import org.jspecify.annotations.NullMarked;
