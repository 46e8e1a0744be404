/** Topics exist before anybody uses them. */
@NullMarked
package dev.millrace.kit.topic;

import org.jspecify.annotations.NullMarked;
