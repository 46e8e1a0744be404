/** What keeps the storage in order: deleting for good what nobody can need any more, and auditing what is there. */
@NullMarked
package dev.millrace.git.upkeep;

import org.jspecify.annotations.NullMarked;
