@NullMarked
package dev.millrace.git.ref;

import org.jspecify.annotations.NullMarked;
