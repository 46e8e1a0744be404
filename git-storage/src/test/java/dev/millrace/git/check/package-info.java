@NullMarked
package dev.millrace.git.check;

import org.jspecify.annotations.NullMarked;
