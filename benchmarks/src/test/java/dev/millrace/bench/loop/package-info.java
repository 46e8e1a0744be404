@NullMarked
package dev.millrace.bench.loop;

import org.jspecify.annotations.NullMarked;
