package dev.millrace.insights.ledger;

import dev.millrace.insights.ledger.LedgerDeployment.Effect;
import java.util.Map;

/**
 * How many deployments of a span there are of each effect.
 *
 * @param byEffect only effects that occur
 */
public record DeploymentTotals(Map<Effect, Line> byEffect) {

    private static final Line NONE = new Line(0, 0, 0, 0);

    /**
     * Deployments of one effect.
     *
     * @param n all of them
     * @param failed those with evidence that they were bad
     * @param rework those that remediate
     * @param unrecovered failed ones that were not recovered
     */
    public record Line(long n, long failed, long rework, long unrecovered) {}

    public DeploymentTotals {
        byEffect = Map.copyOf(byEffect);
    }

    /** The deployments of this effect. */
    public Line of(Effect effect) {
        return byEffect.getOrDefault(effect, NONE);
    }
}
