/** Deliveries through the whole loop: under a steady load, and while services are killed. */
@NullMarked
package dev.millrace.bench.loop;

import org.jspecify.annotations.NullMarked;
