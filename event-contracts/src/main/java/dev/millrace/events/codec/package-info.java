/** Events as Kafka records: which types exist, and their headers and bodies. */
@NullMarked
package dev.millrace.events.codec;

import org.jspecify.annotations.NullMarked;
