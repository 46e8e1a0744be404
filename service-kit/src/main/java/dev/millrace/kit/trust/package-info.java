/** Which certificates the clients trust that connect to forges and to endpoints of teams. */
@NullMarked
package dev.millrace.kit.trust;

import org.jspecify.annotations.NullMarked;
