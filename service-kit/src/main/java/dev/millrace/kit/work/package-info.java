/** Work that is leased from the database and done by several threads of several processes. */
@NullMarked
package dev.millrace.kit.work;

import org.jspecify.annotations.NullMarked;
