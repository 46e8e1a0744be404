package dev.millrace.insights.query;

import dev.millrace.insights.ledger.ItemMetric;
import dev.millrace.insights.ledger.LedgerDeployment.Effect;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What can be asked for. The first five are DORA's, by their names and factors since 2024. */
enum Metric {
    DEPLOYMENT_FREQUENCY("deploymentFrequency", Factor.THROUGHPUT, Optional.empty()),
    CHANGE_LEAD_TIME("changeLeadTime", Factor.THROUGHPUT, Optional.of(ItemMetric.CHANGE_LEAD_TIME)),
    FAILED_DEPLOYMENT_RECOVERY_TIME(
            "failedDeploymentRecoveryTime", Factor.THROUGHPUT, Optional.of(ItemMetric.FAILED_DEPLOYMENT_RECOVERY_TIME)),
    CHANGE_FAIL_RATE("changeFailRate", Factor.INSTABILITY, Optional.empty()),
    DEPLOYMENT_REWORK_RATE("deploymentReworkRate", Factor.INSTABILITY, Optional.empty()),
    CHANGE_DELIVERY_TIME("changeDeliveryTime", Factor.FLOW, Optional.of(ItemMetric.CHANGE_DELIVERY_TIME)),
    CODING_TIME("codingTime", Factor.FLOW, Optional.of(ItemMetric.CODING_TIME)),
    DRAFT_TIME("draftTime", Factor.FLOW, Optional.of(ItemMetric.DRAFT_TIME)),
    PICKUP_TIME("pickupTime", Factor.FLOW, Optional.of(ItemMetric.PICKUP_TIME)),
    REVIEW_TIME("reviewTime", Factor.FLOW, Optional.of(ItemMetric.REVIEW_TIME)),
    MERGE_TIME("mergeTime", Factor.FLOW, Optional.of(ItemMetric.MERGE_TIME)),
    DEPLOY_WAIT_TIME("deployWaitTime", Factor.FLOW, Optional.of(ItemMetric.DEPLOY_WAIT_TIME)),
    DEPLOY_TIME("deployTime", Factor.FLOW, Optional.of(ItemMetric.DEPLOY_TIME)),
    BUILD_QUEUE_TIME("buildQueueTime", Factor.FLOW, Optional.of(ItemMetric.BUILD_QUEUE_TIME)),
    BUILD_TIME("buildTime", Factor.FLOW, Optional.of(ItemMetric.BUILD_TIME));

    /** DORA's five. */
    static final List<Metric> DORA = List.of(
            DEPLOYMENT_FREQUENCY,
            CHANGE_LEAD_TIME,
            FAILED_DEPLOYMENT_RECOVERY_TIME,
            CHANGE_FAIL_RATE,
            DEPLOYMENT_REWORK_RATE);

    /** Which group of metrics one is in. */
    enum Factor {
        THROUGHPUT,
        INSTABILITY,
        FLOW
    }

    private final String wireName;
    private final Factor factor;
    private final Optional<ItemMetric> durations;

    Metric(String wireName, Factor factor, Optional<ItemMetric> durations) {
        this.wireName = wireName;
        this.factor = factor;
        this.durations = durations;
    }

    /** Name in the API. */
    String wireName() {
        return wireName;
    }

    Factor factor() {
        return factor;
    }

    /** The durations that it is about; empty for one that counts deployments. */
    Optional<ItemMetric> durations() {
        return durations;
    }

    /** For one that counts deployments: which ones it is about. */
    Set<Effect> effects() {
        return switch (this) {
            case DEPLOYMENT_FREQUENCY -> EnumSet.allOf(Effect.class);
            case CHANGE_FAIL_RATE -> EnumSet.of(Effect.SHIPS, Effect.UNKNOWN);
            default -> EnumSet.of(Effect.SHIPS, Effect.UNKNOWN, Effect.ROLLBACK, Effect.SHIPS_NOTHING);
        };
    }

    static Optional<Metric> find(String wireName) {
        return Arrays.stream(values())
                .filter(metric -> metric.wireName.equals(wireName))
                .findFirst();
    }
}
