/**
 * What all calls of the repository API have in common: their parameters and bodies, the opened repository, the permit, time and
 * memory that a call may use, and the shape of their errors.
 */
@NullMarked
package dev.millrace.githttp.api;

import org.jspecify.annotations.NullMarked;
