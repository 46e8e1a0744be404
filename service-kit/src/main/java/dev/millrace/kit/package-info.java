/** What every service needs and no domain word. */
@NullMarked
package dev.millrace.kit;

import org.jspecify.annotations.NullMarked;
