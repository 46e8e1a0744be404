package dev.millrace.insights.fact;

import dev.millrace.events.forge.ChangeReviewed.Action;
import dev.millrace.events.forge.ChangeReviewed.Verdict;
import java.time.Instant;

/**
 * A review of a change was submitted or dismissed. Edits are no facts: they change neither the verdict nor the time.
 *
 * @param reviewId the forge's number for the review, decimal string
 * @param number of the change
 * @param action what happened to it
 * @param reviewerId the forge's number for who wrote it; empty text if the account is gone
 * @param reviewerLogin login of who wrote it; empty text if the account is gone
 * @param reviewerIsBot whether the forge marks that account as a bot
 * @param verdict its content in one word
 * @param at when it was submitted, by the forge's clock; of a dismissal, when its report reached us, microseconds
 */
public record ReviewFact(
        String reviewId,
        long number,
        Action action,
        String reviewerId,
        String reviewerLogin,
        boolean reviewerIsBot,
        Verdict verdict,
        Instant at) {}
