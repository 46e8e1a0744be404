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
    /** as the seven above, of working time only */
    CODING_WORKING_TIME(110, "changes"),
    DRAFT_WORKING_TIME(111, "changes"),
    PICKUP_WORKING_TIME(112, "changes"),
    REVIEW_WORKING_TIME(113, "changes"),
    MERGE_WORKING_TIME(114, "changes"),
    DEPLOY_WAIT_WORKING_TIME(115, "changes"),
    DEPLOY_WORKING_TIME(116, "changes"),
    /** share of the whole in which a change did not wait */
    FLOW_EFFICIENCY(17, "changes", Unit.SHARE, true),
    BATCH_COMMITS(18, "deployments", Unit.COUNT, true),
    BATCH_LINES(19, "deployments", Unit.COUNT, true),
    BUILD_QUEUE_TIME(20, "builds", Unit.TIME, false),
    BUILD_TIME(21, "builds", Unit.TIME, false),
    /** from opened to merged */
    CYCLE_TIME(30, "merged changes", Unit.TIME, false),
    REVIEW_DEPTH(31, "merged changes", Unit.COUNT, false),
    REWORK_CYCLES(32, "merged changes", Unit.COUNT, false),
    CHANGE_LINES(33, "merged changes", Unit.COUNT, false),
    CHANGE_FILES(34, "merged changes", Unit.COUNT, false),
    TIME_IN_DRAFT(35, "merged changes", Unit.TIME, false),
    MERGE_QUEUE_TIME(36, "merged changes", Unit.TIME, false),
    /** from opened to merged or closed; one that is open has the state UNKNOWN and an end after all times */
    OPEN_TIME(37, "changes", Unit.TIME, false);

    /** What an item's number is. */
    public enum Unit {
        /** a duration */
        TIME,
        /** how many; one is stored as one second */
        COUNT,
        /** 0 to 1; one is stored as one second */
        SHARE
    }

    private final int code;
    private final String items;
    private final Unit unit;
    private final boolean tiered;

    ItemMetric(int code, String items) {
        this(code, items, Unit.TIME, true);
    }

    ItemMetric(int code, String items, Unit unit, boolean tiered) {
        this.code = code;
        this.items = items;
        this.unit = unit;
        this.tiered = tiered;
    }

    /** What an item's number is. */
    public Unit unit() {
        return unit;
    }

    /** For {@link Unit#COUNT}, what is counted, in the plural. */
    public String unitName() {
        return switch (this) {
            case BATCH_COMMITS -> "commits";
            case BATCH_LINES, CHANGE_LINES -> "lines";
            case CHANGE_FILES -> "files";
            case REVIEW_DEPTH -> "reviews";
            case REWORK_CYCLES -> "cycles";
            default -> throw new IllegalArgumentException(this + " counts nothing");
        };
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
        return tiered;
    }

    /** Whether its items have an author whose class decides whether they count. */
    public boolean hasAuthors() {
        return switch (this) {
            // a deployment is recovered, and a build runs, regardless of the author of the code
            case FAILED_DEPLOYMENT_RECOVERY_TIME, BATCH_COMMITS, BATCH_LINES, BUILD_QUEUE_TIME, BUILD_TIME -> false;
            default -> true;
        };
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

    static ItemMetric ofWorking(Stage stage) {
        return of(of(stage).code + 100);
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
