/** What every service needs, without domain terms. */
@NullMarked
package dev.millrace.kit;

import org.jspecify.annotations.NullMarked;
