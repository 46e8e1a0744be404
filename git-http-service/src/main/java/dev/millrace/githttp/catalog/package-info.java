/** Which repositories a team has: make one, look one up, list them. */
@NullMarked
package dev.millrace.githttp.catalog;

import org.jspecify.annotations.NullMarked;
