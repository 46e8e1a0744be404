/** Deletes permanently what is past its retention, and audits what is stored. */
@NullMarked
package dev.millrace.git.retention;

import org.jspecify.annotations.NullMarked;
