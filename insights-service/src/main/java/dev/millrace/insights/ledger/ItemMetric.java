package dev.millrace.insights.ledger;

import dev.millrace.insights.metric.ChangeStages.Stage;

/** What items are durations of. The codes are stored and never change. */
public enum ItemMetric {
    CHANGE_LEAD_TIME(1, "commits"),
    CHANGE_DELIVERY_TIME(2, "changes"),
    FAILED_DEPLOYMENT_RECOVERY_TIME(3, "failed deployments"),
    CODING_TIME(10, "changes"),
    DRAFT_TIME(11, "changes"),
    PICKUP_TIME(12, "changes"),
    REVIEW_TIME(13, "changes"),
    MERGE_TIME(14, "changes"),
    DEPLOY_WAIT_TIME(15, "changes"),
    DEPLOY_TIME(16, "changes"),
    BUILD_QUEUE_TIME(20, "builds"),
    BUILD_TIME(21, "builds");

    private final int code;
    private final String items;

    ItemMetric(int code, String items) {
        this.code = code;
        this.items = items;
    }

    /** The stored form. */
    int code() {
        return code;
    }

    /** What its items are, in the plural. */
    public String items() {
        return items;
    }

    /** Whether its items belong to deployments, and so to the tier of an environment. */
    public boolean hasTier() {
        return this != BUILD_QUEUE_TIME && this != BUILD_TIME;
    }

    static ItemMetric of(Stage stage) {
        return switch (stage) {
            case CODING -> CODING_TIME;
            case DRAFT -> DRAFT_TIME;
            case PICKUP -> PICKUP_TIME;
            case REVIEW -> REVIEW_TIME;
            case MERGE -> MERGE_TIME;
            case DEPLOY_WAIT -> DEPLOY_WAIT_TIME;
            case DEPLOY -> DEPLOY_TIME;
        };
    }

    static ItemMetric of(int code) {
        for (ItemMetric metric : values()) {
            if (metric.code == code) {
                return metric;
            }
        }
        throw new IllegalArgumentException("no metric has the code " + code);
    }
}
