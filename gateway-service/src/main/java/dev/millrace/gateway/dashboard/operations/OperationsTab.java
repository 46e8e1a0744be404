package dev.millrace.gateway.dashboard.operations;

import dev.millrace.gateway.dashboard.frame.Tab;
import java.util.Arrays;
import java.util.List;

/** The pages below {@code /ui/operations}. */
enum OperationsTab {
    SERVICES("Services", ""),
    DELIVERIES("Deliveries", "/deliveries"),
    RECOVERY("Missing deliveries", "/recovery"),
    DEAD_LETTERS("Dead letters", "/dead-letters"),
    STORAGE("Storage", "/storage");

    static final String ROOT = "/ui/operations";

    private final String label;
    private final String path;

    OperationsTab(String label, String path) {
        this.label = label;
        this.path = path;
    }

    /** Its page. */
    String path() {
        return ROOT + path;
    }

    /** The tabs of a page on which this one is shown. */
    List<Tab> tabs() {
        return Arrays.stream(values())
                .map(each -> new Tab(each.label, each.path(), each == this, ""))
                .toList();
    }
}
