@NullMarked
package dev.millrace.git.retention;

import org.jspecify.annotations.NullMarked;
