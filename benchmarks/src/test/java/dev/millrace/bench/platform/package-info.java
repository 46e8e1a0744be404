@NullMarked
package dev.millrace.bench.platform;

import org.jspecify.annotations.NullMarked;
