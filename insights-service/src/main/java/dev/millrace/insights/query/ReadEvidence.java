package dev.millrace.insights.query;

import dev.millrace.insights.ledger.EvidencePage;
import dev.millrace.insights.ledger.EvidencePage.Position;
import dev.millrace.insights.ledger.EvidenceRow;
import dev.millrace.insights.ledger.Item;
import dev.millrace.insights.ledger.ItemMetric;
import dev.millrace.insights.ledger.LedgerDeployment;
import dev.millrace.insights.ledger.Population;
import dev.millrace.insights.ledger.ReadLedger.Snapshot;
import dev.millrace.kit.time.StoredTime;
import java.time.DateTimeException;
import java.util.List;
import java.util.Optional;

/** Reads the rows behind a number. */
final class ReadEvidence {

    private final Snapshot snapshot;
    private final Population population;
    private final MetricQuery query;

    ReadEvidence(Snapshot snapshot, Population population, MetricQuery query) {
        this.snapshot = snapshot;
        this.population = population;
        this.query = query;
    }

    /** One page; the query states where it begins. */
    EvidenceBody read(Metric metric) {
        FewPeople.refuse(metric, population);
        // one more than asked for shows whether there is a next page
        var page = new EvidencePage(query.limit() + 1, query.after().map(ReadEvidence::parse));
        return metric.items().map(items -> items(metric, items, page)).orElseGet(() -> deployments(metric, page));
    }

    private EvidenceBody items(Metric metric, ItemMetric items, EvidencePage page) {
        List<EvidenceRow<Item>> rows =
                snapshot.items(population, items, MetricDurations.tier(query, items), query.window(), page);
        return new EvidenceBody(
                metric.wireName(),
                List.of(),
                rows.stream()
                        .limit(query.limit())
                        .map(row -> EvidenceBody.ItemEvidence.of(query, row))
                        .toList(),
                next(rows));
    }

    private EvidenceBody deployments(Metric metric, EvidencePage page) {
        List<EvidenceRow<LedgerDeployment>> rows =
                snapshot.deployments(population, query.tier(), query.window(), metric.effects(), page);
        return new EvidenceBody(
                metric.wireName(),
                rows.stream()
                        .limit(query.limit())
                        .map(row -> EvidenceBody.DeploymentEvidence.of(metric, row))
                        .toList(),
                List.of(),
                next(rows));
    }

    private <T> Optional<String> next(List<EvidenceRow<T>> rows) {
        if (rows.size() <= query.limit()) {
            return Optional.empty();
        }
        Position last = rows.get(query.limit() - 1).position();
        return Optional.of("%s~%d~%s".formatted(last.at(), last.history(), last.subject()));
    }

    private static Position parse(String text) {
        String[] parts = text.split("~", 3);
        if (parts.length == 3) {
            try {
                return new Position(StoredTime.parse(parts[0]), Integer.parseInt(parts[1]), parts[2]);
            } catch (DateTimeException | NumberFormatException e) {
                // refused below, quoting the whole text
            }
        }
        throw QueryParameters.bad(
                "after '%s' is not a 'next' that was answered before: it has the form <instant>~<number>~<subject>"
                        .formatted(text));
    }
}
