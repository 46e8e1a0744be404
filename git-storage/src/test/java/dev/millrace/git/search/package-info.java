@NullMarked
package dev.millrace.git.search;

import org.jspecify.annotations.NullMarked;
