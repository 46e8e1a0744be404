@NullMarked
package dev.millrace.sync.broken;

import org.jspecify.annotations.NullMarked;
