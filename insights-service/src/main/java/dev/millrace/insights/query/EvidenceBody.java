package dev.millrace.insights.query;

import dev.millrace.insights.ledger.EvidenceRow;
import dev.millrace.insights.ledger.Item;
import dev.millrace.insights.ledger.LedgerDeployment;
import dev.millrace.insights.metric.FailureSignal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A page of what a number was computed from, newest first.
 *
 * @param metric its name
 * @param deployments for metrics that count deployments
 * @param items for all others
 * @param next value of {@code after} for the following page; null on the last
 */
record EvidenceBody(
        String metric, List<DeploymentEvidence> deployments, List<ItemEvidence> items, Optional<String> next) {

    /**
     * @param repository {@code owner/name}
     * @param id the forge's number
     * @param environment as written
     * @param sha commit that is deployed
     * @param at when it ended
     * @param effect what it did, as for {@code /api/insights/deployments}
     * @param reason for {@code unknown}
     * @param commits how many it shipped first
     * @param counted whether it is in the numerator of a share, or counts for frequency
     * @param failed whether there is evidence that it was bad
     * @param rework whether it remediates
     * @param recoveredAt null if it was not recovered
     * @param recoveredBy what recovered it
     * @param signals the evidence
     */
    record DeploymentEvidence(
            String repository,
            String id,
            String environment,
            String sha,
            Instant at,
            String effect,
            Optional<String> reason,
            int commits,
            boolean counted,
            boolean failed,
            boolean rework,
            Optional<Instant> recoveredAt,
            Optional<String> recoveredBy,
            List<SignalBody> signals) {

        static DeploymentEvidence of(Metric metric, EvidenceRow<LedgerDeployment> evidence) {
            LedgerDeployment row = evidence.row();
            boolean counted = switch (metric) {
                case CHANGE_FAIL_RATE -> row.failed();
                case DEPLOYMENT_REWORK_RATE -> row.rework();
                default -> row.effect().changeBearing();
            };
            return new DeploymentEvidence(
                    evidence.repository(),
                    row.id(),
                    row.environment(),
                    row.sha(),
                    row.at(),
                    QueryParameters.wire(row.effect()),
                    row.reason(),
                    row.commits(),
                    counted,
                    row.failed(),
                    row.rework(),
                    row.recoveredAt(),
                    row.recoveredBy(),
                    row.signals().stream().map(SignalBody::of).toList());
        }
    }

    /**
     * @param signal what sort of evidence
     * @param confidence from 0 to 1
     * @param evidence what shows it
     * @param at when it appeared
     * @param remediation the deployment that repaired it
     */
    record SignalBody(
            String signal, double confidence, String evidence, Optional<Instant> at, Optional<String> remediation) {

        static SignalBody of(FailureSignal signal) {
            return new SignalBody(
                    QueryParameters.wire(signal.kind()),
                    signal.kind().confidence(),
                    signal.evidence(),
                    signal.at(),
                    signal.remediation());
        }
    }

    /**
     * @param repository {@code owner/name}
     * @param subject a commit's id, a change's number, a deployment's or a build's id
     * @param from when its duration began
     * @param at when it ended, which decides the window that it is in
     * @param seconds how long it took, or for a metric of another unit the number in that unit; null if it is unknown
     * @param author {@code human}, {@code agent} or {@code bot}
     * @param state {@code counted}, {@code clock_anomaly} or {@code unknown}
     * @param counted whether it counts with the requested actors
     * @param deployment the deployment that it belongs to; null without one
     * @param source where its time comes from, or what ended it; null where there is one source only
     */
    record ItemEvidence(
            String repository,
            String subject,
            Optional<Instant> from,
            Instant at,
            Optional<Double> seconds,
            String author,
            String state,
            boolean counted,
            Optional<String> deployment,
            Optional<String> source) {

        static ItemEvidence of(MetricQuery query, EvidenceRow<Item> evidence) {
            Item row = evidence.row();
            boolean fits =
                    !MetricDurations.hasAuthors(row.metric()) || query.actors().contains(row.actor());
            return new ItemEvidence(
                    evidence.repository(),
                    row.subject(),
                    row.fromAt(),
                    row.at(),
                    row.state() == Item.State.UNKNOWN ? Optional.empty() : Optional.of(row.micros() / 1e6),
                    QueryParameters.wire(row.actor()),
                    QueryParameters.wire(row.state()),
                    fits && row.state() == Item.State.COUNTED,
                    Optional.of(row.deploymentId()).filter(id -> !id.isEmpty()),
                    Optional.of(row.source()).filter(source -> !source.isEmpty()));
        }
    }
}
