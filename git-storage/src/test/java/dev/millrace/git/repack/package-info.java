@NullMarked
package dev.millrace.git.repack;

import org.jspecify.annotations.NullMarked;
