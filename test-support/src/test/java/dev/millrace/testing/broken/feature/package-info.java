@NullMarked
package dev.millrace.testing.broken.feature;

import org.jspecify.annotations.NullMarked;
