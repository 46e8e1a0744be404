/**
 * How many clones are made at once, and how many of them are made once for all. A clone costs a processor and memory for
 * as long as it is packed and nothing but a little memory while it is sent, so the packing is what is limited: it runs
 * into a file at its own speed, whoever waits for it reads that file at his, and clients that ask for the same at about
 * the same time read the same file. What is too much is refused before the first byte, with the time to come back.
 *
 * <p>Everything that computes runs on the threads of {@link dev.millrace.githttp.admission.ComputePool}, with permits that teams
 * share fairly (docs/adr/0025).
 */
@NullMarked
package dev.millrace.githttp.admission;

import org.jspecify.annotations.NullMarked;
