/**
 * Who does things in repositories: what accounts at forges did, and whose the accounts are.
 *
 * <p>A contribution is an act of an account: a push, a commit, a change opened or merged, a deployment, a review. Like a fact it
 * has a key from its content, and of several reports of one act the least in a total order counts, so storing commutes and
 * repeats without harm. A link is a time during which an account belonged to a user; it comes from {@code access.identities},
 * and once it has ended, it never changes.
 *
 * <p>Whose a contribution is, is a function of the contribution and of all links, in {@link
 * dev.millrace.insights.person.ContributionStore} as one piece of SQL: the user to whom the account belonged at that time, else
 * the first to whom it was linked later. So a link attributes what the account did before, an end leaves that as it is, and what
 * the account does after it belongs to no user until the account is linked again. The function is evaluated when a contribution is
 * stored, and again for all contributions of an account when a link of it begins or ends ({@link
 * dev.millrace.insights.person.AttributeAgain}): a link is stored only while no contribution is being stored, so none is missed.
 * The result is the same whatever arrives first.
 */
@NullMarked
package dev.millrace.insights.person;

import org.jspecify.annotations.NullMarked;
