/** Which certificates the clients of forges and of team endpoints trust. */
@NullMarked
package dev.millrace.kit.trust;

import org.jspecify.annotations.NullMarked;
