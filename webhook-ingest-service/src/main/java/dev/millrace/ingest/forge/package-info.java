/** The meaning of a delivery, independent of the forge. */
@NullMarked
package dev.millrace.ingest.forge;

import org.jspecify.annotations.NullMarked;
