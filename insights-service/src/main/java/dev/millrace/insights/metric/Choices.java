package dev.millrace.insights.metric;

/**
 * What a caller may choose about counting.
 *
 * @param countRedeploys whether redeploys, and deployments that were overtaken, count for frequency; normally not
 * @param countBots whether commits of bots count for lead time; normally not
 * @param method how quantiles between two items are told
 */
public record Choices(boolean countRedeploys, boolean countBots, Quantiles.Method method) {

    /** The definition as it is without any choice. */
    public static final Choices DEFAULT = new Choices(false, false, Quantiles.Method.CONTINUOUS);

    /** Version of the definitions in this package; changed when the same facts would give another number. */
    public static final String DEFINITION = "1";
}
