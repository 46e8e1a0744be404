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
    BUILD_TIME("buildTime", Factor.FLOW, Optional.of(ItemMetric.BUILD_TIME)),
    CODING_WORKING_TIME("codingWorkingTime", Factor.FLOW, Optional.of(ItemMetric.CODING_WORKING_TIME)),
    DRAFT_WORKING_TIME("draftWorkingTime", Factor.FLOW, Optional.of(ItemMetric.DRAFT_WORKING_TIME)),
    PICKUP_WORKING_TIME("pickupWorkingTime", Factor.FLOW, Optional.of(ItemMetric.PICKUP_WORKING_TIME)),
    REVIEW_WORKING_TIME("reviewWorkingTime", Factor.FLOW, Optional.of(ItemMetric.REVIEW_WORKING_TIME)),
    MERGE_WORKING_TIME("mergeWorkingTime", Factor.FLOW, Optional.of(ItemMetric.MERGE_WORKING_TIME)),
    DEPLOY_WAIT_WORKING_TIME("deployWaitWorkingTime", Factor.FLOW, Optional.of(ItemMetric.DEPLOY_WAIT_WORKING_TIME)),
    DEPLOY_WORKING_TIME("deployWorkingTime", Factor.FLOW, Optional.of(ItemMetric.DEPLOY_WORKING_TIME)),
    FLOW_EFFICIENCY("flowEfficiency", Factor.FLOW, Optional.of(ItemMetric.FLOW_EFFICIENCY)),
    BATCH_COMMITS("batchCommits", Factor.FLOW, Optional.of(ItemMetric.BATCH_COMMITS)),
    BATCH_LINES("batchLines", Factor.FLOW, Optional.of(ItemMetric.BATCH_LINES)),
    CYCLE_TIME("cycleTime", Factor.FLOW, Optional.of(ItemMetric.CYCLE_TIME)),
    TIME_IN_DRAFT("timeInDraft", Factor.FLOW, Optional.of(ItemMetric.TIME_IN_DRAFT)),
    MERGE_QUEUE_TIME("mergeQueueTime", Factor.FLOW, Optional.of(ItemMetric.MERGE_QUEUE_TIME)),
    REVIEW_DEPTH("reviewDepth", Factor.FLOW, Optional.of(ItemMetric.REVIEW_DEPTH)),
    REWORK_CYCLES("reworkCycles", Factor.FLOW, Optional.of(ItemMetric.REWORK_CYCLES)),
    CHANGE_LINES("changeLines", Factor.FLOW, Optional.of(ItemMetric.CHANGE_LINES)),
    CHANGE_FILES("changeFiles", Factor.FLOW, Optional.of(ItemMetric.CHANGE_FILES)),
    THROUGHPUT("throughput", Factor.FLOW, Optional.of(ItemMetric.CYCLE_TIME), true),
    WORK_IN_PROGRESS("workInProgress", Factor.FLOW, Optional.of(ItemMetric.OPEN_TIME), true),
    BUILD_SUCCESS_RATE("buildSuccessRate", Factor.FLOW, Optional.of(ItemMetric.BUILD_TIME), true),
    BUILD_FLAKE_RATE("buildFlakeRate", Factor.FLOW, Optional.of(ItemMetric.BUILD_TIME), true),
    BUILD_MINUTES("buildMinutes", Factor.FLOW, Optional.of(ItemMetric.BUILD_TIME), true);

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
    private final Optional<ItemMetric> items;
    private final boolean counted;

    Metric(String wireName, Factor factor, Optional<ItemMetric> items) {
        this(wireName, factor, items, false);
    }

    Metric(String wireName, Factor factor, Optional<ItemMetric> items, boolean counted) {
        this.counted = counted;
        this.wireName = wireName;
        this.factor = factor;
        this.items = items;
    }

    /** Name in the API. */
    String wireName() {
        return wireName;
    }

    Factor factor() {
        return factor;
    }

    /** Whether it shows how long people take, or how often they do something. */
    boolean isOfPeople() {
        return switch (this) {
            case CODING_TIME,
                    PICKUP_TIME,
                    REVIEW_TIME,
                    MERGE_TIME,
                    CODING_WORKING_TIME,
                    PICKUP_WORKING_TIME,
                    REVIEW_WORKING_TIME,
                    MERGE_WORKING_TIME,
                    DRAFT_TIME,
                    DRAFT_WORKING_TIME,
                    TIME_IN_DRAFT,
                    REVIEW_DEPTH,
                    REWORK_CYCLES -> true;
            default -> false;
        };
    }

    /** Whether it counts its items, instead of being the median of their numbers. */
    boolean countsItems() {
        return counted;
    }

    /** The items that it is about; empty for one that counts deployments. */
    Optional<ItemMetric> items() {
        return items;
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
