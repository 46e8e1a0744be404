@NullMarked
package dev.millrace.git.crash;

import org.jspecify.annotations.NullMarked;
