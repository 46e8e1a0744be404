/**
 * Mirrors of repositories at a forge: how soon they have what is pushed there, what happens to them if no webhook
 * arrives, how much load one worker and several sustain, and how long the first copy takes.
 */
@NullMarked
package dev.millrace.bench.sync;

import org.jspecify.annotations.NullMarked;
