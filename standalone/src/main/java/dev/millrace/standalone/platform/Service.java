package dev.millrace.standalone.platform;

import java.util.Set;

/**
 * The processes of Millrace itself, in the order in which they are shown.
 *
 * <p>The gateway is the last: it is the only public entry point, and it opens when everything behind it is ready.
 */
public enum Service {
    INGEST("ingest", "webhook-ingest-service", 8081, 224, Rank.FRONT, ""),
    GIT_HTTP("git-http", "git-http-service", 8082, 448, Rank.FRONT, ""),
    SYNC("sync", "sync-worker-service", 8083, 256, Rank.BACK, ""),
    INSIGHTS("insights", "insights-service", 8085, 160, Rank.BACK, ""),
    WEBHOOK_DELIVERY("webhook-delivery", "webhook-delivery-service", 8086, 160, Rank.BACK, ""),
    PIPELINE("pipeline", "pipeline-service", 8084, 192, Rank.BACK, "git-http"),
    GATEWAY(
            "gateway",
            "gateway-service",
            8080,
            160,
            Rank.FRONT,
            "ingest git-http sync insights webhook-delivery pipeline"),
    SIMULATOR("simulator", "forge-simulator", 8090, 224, Rank.FRONT, "");

    /** Which processes get the processor first when it is overloaded. */
    enum Rank {
        /** a client waits for the response; a forge hangs up after 10 s */
        FRONT,
        /** processes what was accepted */
        BACK
    }

    private static final int MANAGEMENT_OFFSET = 1000;

    private final String processName;
    private final String module;
    private final int usualPort;
    private final int heapMegabytes;
    private final Rank rank;
    private final String after;

    Service(String processName, String module, int usualPort, int heapMegabytes, Rank rank, String after) {
        this.processName = processName;
        this.module = module;
        this.usualPort = usualPort;
        this.heapMegabytes = heapMegabytes;
        this.rank = rank;
        this.after = after;
    }

    /** Short name for display, logs and run files. */
    public String processName() {
        return processName;
    }

    /** Folder of its Maven module. */
    String module() {
        return module;
    }

    int usualPort() {
        return usualPort;
    }

    /** Usual port of health and metrics. */
    int usualManagementPort() {
        return usualPort + MANAGEMENT_OFFSET;
    }

    /** Maximum size of its Java heap in MiB. */
    int heapMegabytes() {
        return heapMegabytes;
    }

    Rank rank() {
        return rank;
    }

    /** Names of the processes that must be ready before it starts. */
    Set<String> after() {
        return after.isEmpty() ? Set.of() : Set.of(after.split(" ", -1));
    }
}
