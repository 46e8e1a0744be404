/**
 * A simulated GitHub for trying the platform, as a separate process: Git hosting over smart HTTP, the REST calls that
 * Millrace makes, signed webhooks, and a control API under {@code /_sim} that acts as people who push, review and deploy.
 *
 * <p>All state except the Git objects is in memory and ends with the process. Numeric ids start at a random number, so a
 * fresh simulator never assigns an id that an earlier one used: a mirror that kept its data cannot mistake a new repository
 * for an old one. Dependencies between features are acyclic: {@code account}, {@code rest}, {@code faults} depend on
 * none; {@code hosting} on accounts; {@code app} and {@code access} on hosting; {@code hooks} on app; {@code pushes} on
 * hooks; {@code pulls} on pushes; {@code signin} on access and hooks; and {@code control} on all.
 */
@NullMarked
package dev.millrace.simulator;

import org.jspecify.annotations.NullMarked;
