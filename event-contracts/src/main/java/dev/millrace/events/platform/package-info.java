/** What concerns the platform itself: what its services were made to do. */
@NullMarked
package dev.millrace.events.platform;

import org.jspecify.annotations.NullMarked;
