@NullMarked
package dev.millrace.sync.search;

import org.jspecify.annotations.NullMarked;
