@NullMarked
package dev.millrace.events.codec;

import org.jspecify.annotations.NullMarked;
