package dev.millrace.pipeline.store;

/** The stores that each team has. */
enum StoreKind {
    SECRETS("secrets", "secret"),
    CONFIGS("configs", "config");

    private final String wireName;
    private final String noun;

    StoreKind(String wireName, String noun) {
        this.wireName = wireName;
        this.noun = noun;
    }

    /** In the API, in {@code ops.yml} and in the table. */
    String wireName() {
        return wireName;
    }

    /** One value of it, for messages and in the audit log. */
    String noun() {
        return noun;
    }
}
