package dev.millrace.gateway.route;

/** A service behind the front door. */
public enum Upstream {
    INGEST("webhook-ingest", "takes in webhooks and reported events"),
    GIT_HTTP("git-http", "clone, fetch, push and the repository API"),
    SYNC("sync-worker", "mirrors repositories from their forge"),
    PIPELINE("pipeline", "workflows, builds and Check Runs"),
    INSIGHTS("insights", "delivery metrics and their evidence"),
    WEBHOOK_DELIVERY("webhook-delivery", "sends webhooks to endpoints of teams");

    private final String label;
    private final String purpose;

    Upstream(String label, String purpose) {
        this.label = label;
        this.purpose = purpose;
    }

    /** Its name in messages, for example {@code git-http}. */
    public String label() {
        return label;
    }

    /** What it does, in a few words. */
    public String purpose() {
        return purpose;
    }
}
