package dev.millrace.insights.repository;

import dev.millrace.insights.fact.Facts;
import dev.millrace.insights.fact.FactsVersion;
import dev.millrace.insights.metric.CommitGraph;
import dev.millrace.insights.metric.DeploymentLog;
import dev.millrace.insights.metric.Rules;
import dev.millrace.insights.metric.Scope;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The facts of a repository as read at one version, and what is derived from them. Safe to share between threads. */
public final class History {

    private static final int LOGS_KEPT = 16;

    private final FactsVersion version;
    private final Facts facts;
    private final CommitGraph graph;
    private final Rules rules;
    private final Map<Scope, DeploymentLog> logs = new ConcurrentHashMap<>();

    History(FactsVersion version, Facts facts, CommitGraph graph, Rules rules) {
        this.version = version;
        this.facts = facts;
        this.graph = graph;
        this.rules = rules;
    }

    FactsVersion version() {
        return version;
    }

    /** What the forge reported. */
    public Facts facts() {
        return facts;
    }

    /** The commits of the mirror. */
    public CommitGraph graph() {
        return graph;
    }

    /** The definitions that it is read by. */
    public Rules rules() {
        return rules;
    }

    /** Memory in units of a commit: facts are several times as large, and an empty history is not free. */
    long weight() {
        long reported = (long) facts.statuses().size()
                + facts.changes().size()
                + facts.pushes().size()
                + facts.releases().size()
                + facts.runs().size()
                + facts.builds().size();
        return 100 + graph.size() + 5 * reported;
    }

    /** The log of a scope. A few are kept; callers choose scopes freely, so not all can be. */
    public DeploymentLog log(Scope scope) {
        if (logs.size() >= LOGS_KEPT && !logs.containsKey(scope)) {
            return DeploymentLog.of(facts, graph, scope, rules);
        }
        return logs.computeIfAbsent(scope, wanted -> DeploymentLog.of(facts, graph, wanted, rules));
    }
}
