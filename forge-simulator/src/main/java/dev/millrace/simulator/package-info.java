/**
 * A GitHub to try the platform on, as a process of its own: Git hosting over smart HTTP, the REST calls that Millrace makes,
 * signed webhooks, and a control API under {@code /_sim} that plays the people who push, review and deploy.
 *
 * <p>All state but the Git objects lives in memory and is gone with the process. Numeric ids start at a random number, so a
 * fresh simulator never hands out an id that an earlier one used: a mirror that kept its data cannot mistake a new repository
 * for an old one. What a feature may know of another runs one way only: {@code account}, {@code rest}, {@code faults} know
 * nobody; {@code hosting} the accounts; {@code app} and {@code access} the hosting; {@code hooks} the app; {@code pushes} the
 * hooks; {@code pulls} the pushes; and {@code control} everybody.
 */
@NullMarked
package dev.millrace.simulator;

import org.jspecify.annotations.NullMarked;
