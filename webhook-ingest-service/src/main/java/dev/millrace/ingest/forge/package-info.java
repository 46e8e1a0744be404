/** What a forge meant by a delivery, whichever forge it was. */
@NullMarked
package dev.millrace.ingest.forge;

import org.jspecify.annotations.NullMarked;
