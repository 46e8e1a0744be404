@NullMarked
package dev.millrace.ingest.broken;

import org.jspecify.annotations.NullMarked;
