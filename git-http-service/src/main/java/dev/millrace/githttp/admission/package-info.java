/**
 * Limits how many clones are packed concurrently, and shares packs between identical clones. A clone needs a processor and
 * memory while it is packed, but only a little memory while it is sent, so packing is what is limited: the pack is written
 * to a file at its own speed, each client reads that file at its own speed, and clients that request the same at about the
 * same time read the same file. Excess clones are refused before the first byte, with a retry-after time.
 *
 * <p>Everything that computes runs on the threads of {@link dev.millrace.githttp.admission.ComputePool}, with permits that
 * teams share fairly (docs/adr/0025).
 */
@NullMarked
package dev.millrace.githttp.admission;

import org.jspecify.annotations.NullMarked;
