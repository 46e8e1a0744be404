package dev.millrace.insights.ledger;

/**
 * How long changes were open; by Little's law the two are equal where as many begin as end.
 *
 * @param within seconds that changes were open in the span, all together
 * @param ended seconds that those which ended in the span had been open in all
 */
public record OpenTotals(double within, double ended) {}
