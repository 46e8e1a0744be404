/**
 * Keeps secrets out of what jobs print. {@link dev.millrace.pipeline.mask.SecretForms} lists in which forms a value can be printed,
 * {@link dev.millrace.pipeline.mask.Patterns} finds all of them in one pass over the bytes, and {@link
 * dev.millrace.pipeline.mask.MaskedOutput} replaces them before output is stored.
 *
 * <p>It protects against accidents: a command that shows its arguments, a file that is printed, a script with {@code set -x}. A job
 * that means to reveal its secrets can always do so, in a form that is not in the list or over the network.
 */
@NullMarked
package dev.millrace.pipeline.mask;

import org.jspecify.annotations.NullMarked;
