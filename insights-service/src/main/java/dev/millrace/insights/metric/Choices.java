package dev.millrace.insights.metric;

/**
 * What a caller may choose about counting.
 *
 * @param countRedeploys whether redeploys, and deployments that were overtaken, count for frequency; normally not
 * @param countBots whether commits of bots count for lead time; normally not
 * @param countAgents whether commits of agents count for lead time; normally they do
 * @param method how quantiles between two items are told
 */
public record Choices(boolean countRedeploys, boolean countBots, boolean countAgents, Quantiles.Method method) {

    /** The definition as it is without any choice. */
    public static final Choices DEFAULT = new Choices(false, false, true, Quantiles.Method.CONTINUOUS);

    /** Whether what an author of this class made counts for lead time. */
    boolean counts(ActorClass author) {
        return switch (author) {
            case HUMAN -> true;
            case AGENT -> countAgents;
            case BOT -> countBots;
        };
    }

    /** Version of the definitions in this package; changed when the same facts would give another number. */
    public static final String DEFINITION = "2";
}
