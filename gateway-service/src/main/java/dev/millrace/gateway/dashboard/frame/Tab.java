package dev.millrace.gateway.dashboard.frame;

/**
 * A tab of a page.
 *
 * @param label for people
 * @param href its page
 * @param current whether it is shown
 * @param count of what is in it, as text; empty text for none
 */
public record Tab(String label, String href, boolean current, String count) {}
