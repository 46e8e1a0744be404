/** Pages of lists: the position at which one ended, as an opaque text. */
@NullMarked
package dev.millrace.webhook.page;

import org.jspecify.annotations.NullMarked;
