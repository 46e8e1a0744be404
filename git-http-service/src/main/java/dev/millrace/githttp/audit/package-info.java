/** The audit of a repository over HTTP, for the administrator, whom the gateway authenticates. */
@NullMarked
package dev.millrace.githttp.audit;

import org.jspecify.annotations.NullMarked;
