/**
 * Mirrors of repositories at a forge: how soon they have what is pushed there, what becomes of them when nobody tells, how
 * much one worker and several bear, and how long the first copy takes.
 */
@NullMarked
package dev.millrace.bench.sync;

import org.jspecify.annotations.NullMarked;
