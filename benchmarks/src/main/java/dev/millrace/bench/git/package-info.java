/**
 * Git over HTTP compared with git's own server: the same requests, byte for byte, to both, in one run, round by round.
 */
@NullMarked
package dev.millrace.bench.git;

import org.jspecify.annotations.NullMarked;
