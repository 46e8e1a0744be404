/** Runs the cleaning of the Git storage from time to time. Every worker does; they share what there is to do. */
@NullMarked
package dev.millrace.sync.cleaning;

import org.jspecify.annotations.NullMarked;
