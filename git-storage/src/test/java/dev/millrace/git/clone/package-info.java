@NullMarked
package dev.millrace.git.clone;

import org.jspecify.annotations.NullMarked;
