/** Settings, Keys: keys that sign tokens, and keys that sign commits. */
@NullMarked
package dev.millrace.gateway.dashboard.key;

import org.jspecify.annotations.NullMarked;
