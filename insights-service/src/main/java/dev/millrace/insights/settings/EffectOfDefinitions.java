package dev.millrace.insights.settings;

import dev.millrace.insights.fact.Facts;
import dev.millrace.insights.fact.FlowFacts;
import dev.millrace.insights.ledger.DeriveLedger;
import dev.millrace.insights.ledger.Item;
import dev.millrace.insights.ledger.ItemMetric;
import dev.millrace.insights.ledger.Ledger;
import dev.millrace.insights.ledger.LedgerDeployment;
import dev.millrace.insights.metric.ActorClass;
import dev.millrace.insights.metric.Authors;
import dev.millrace.insights.metric.CommitGraph;
import dev.millrace.insights.metric.Definitions;
import dev.millrace.insights.metric.Definitions.Service;
import dev.millrace.insights.metric.Quantiles;
import dev.millrace.insights.metric.Rules;
import dev.millrace.insights.metric.Tier;
import dev.millrace.insights.metric.Window;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Predicate;

/** What DORA's metrics of a repository would be by other definitions, computed from the same facts. */
final class EffectOfDefinitions {

    private final String repository;
    private final Facts facts;
    private final FlowFacts flow;
    private final Function<Authors, CommitGraph> graph;
    private final Authors authors;
    private final Window window;

    /** @param graph of the commits, with their authors classified */
    EffectOfDefinitions(
            String repository,
            Facts facts,
            FlowFacts flow,
            Function<Authors, CommitGraph> graph,
            Authors authors,
            Window window) {
        this.repository = repository;
        this.facts = facts;
        this.flow = flow;
        this.graph = graph;
        this.authors = authors;
        this.window = window;
    }

    /**
     * A number.
     *
     * @param value empty for nothing to measure
     * @param n what it was computed from
     */
    record Value(OptionalDouble value, long n) {}

    /** Each of DORA's five in production by its name, of the repository or, if it is given, of this service of it. */
    Map<String, Value> values(Definitions definitions, String service) {
        Authors known = definitions.authors(authors);
        Optional<Service> wanted = definitions.services(repository).stream()
                .filter(own -> own.name().equals(service))
                .findFirst();
        Ledger ledger = wanted.isPresent()
                ? DeriveLedger.ofService(facts, flow, graph.apply(known), known, Rules.of(definitions, wanted.get()))
                : DeriveLedger.of(facts, flow, graph.apply(known), known, Rules.of(definitions, repository));
        List<LedgerDeployment> deployments = ledger.deployments().stream()
                .filter(row -> row.tier() == Tier.PRODUCTION && window.contains(row.at()))
                .toList();
        long bearing = count(deployments, row -> row.effect().changeBearing());
        Map<String, Value> values = new LinkedHashMap<>();
        values.put("deploymentFrequency", new Value(OptionalDouble.of((double) bearing / window.days()), bearing));
        values.put("changeLeadTime", median(ledger, ItemMetric.CHANGE_LEAD_TIME));
        values.put("failedDeploymentRecoveryTime", median(ledger, ItemMetric.FAILED_DEPLOYMENT_RECOVERY_TIME));
        values.put(
                "changeFailRate",
                share(count(deployments, row -> row.effect().changeBearing() && row.failed()), bearing));
        values.put(
                "deploymentReworkRate",
                share(
                        count(deployments, row -> row.effect().moves() && row.rework()),
                        count(deployments, row -> row.effect().moves())));
        return values;
    }

    private Value median(Ledger ledger, ItemMetric metric) {
        List<Double> seconds = new ArrayList<>();
        for (Item item : ledger.items()) {
            if (item.metric() == metric
                    && item.tier().equals(Optional.of(Tier.PRODUCTION))
                    && item.state() == Item.State.COUNTED
                    && item.actor() != ActorClass.BOT
                    && window.contains(item.at())) {
                seconds.add(item.micros() / 1e6);
            }
        }
        return new Value(Quantiles.of(seconds, Quantiles.Method.CONTINUOUS).median(), seconds.size());
    }

    private static long count(List<LedgerDeployment> rows, Predicate<LedgerDeployment> wanted) {
        return rows.stream().filter(wanted).count();
    }

    private static Value share(long part, long whole) {
        return new Value(whole == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / whole), whole);
    }
}
