@NullMarked
package dev.millrace.bench.abuse;

import org.jspecify.annotations.NullMarked;
