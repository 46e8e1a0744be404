/** How our own Kafka clients reach the broker, in addition to those of the messaging connector. */
@NullMarked
package dev.millrace.kit.broker;

import org.jspecify.annotations.NullMarked;
