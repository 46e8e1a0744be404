@NullMarked
package dev.millrace.testing.broken;

import org.jspecify.annotations.NullMarked;
