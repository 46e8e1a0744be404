/**
 * Brings the database up to date, as a run of its own: the schemas as their owner, and the roles that the services use, which may
 * read and write rows and nothing else.
 */
@NullMarked
package dev.millrace.migration;

import org.jspecify.annotations.NullMarked;
