package dev.millrace.insights.metric;

/**
 * The options of counting that a caller may choose.
 *
 * @param countRedeploys whether redeploys, and deployments that were overtaken, count for frequency; normally not
 * @param countBots whether commits of bots count for lead time; normally not
 * @param countAgents whether commits of agents count for lead time; normally they do
 * @param method how quantiles between two items are computed
 */
public record Choices(boolean countRedeploys, boolean countBots, boolean countAgents, Quantiles.Method method) {

    /** The definition as it is without any choice. */
    public static final Choices DEFAULT = new Choices(false, false, true, Quantiles.Method.CONTINUOUS);

    /** Whether commits of an author of this class count for lead time. */
    boolean counts(ActorClass author) {
        return switch (author) {
            case HUMAN -> true;
            case AGENT -> countAgents;
            case BOT -> countBots;
        };
    }
}
