package dev.millrace.pipeline.executor;

/** How far jobs are kept from the machine that runs them. */
public sealed interface Isolation {

    /** For an operator. */
    String text();

    /**
     * Jobs run in a sandbox.
     *
     * @param text which, and what it lets through
     */
    record Sandboxed(String text) implements Isolation {}

    /**
     * Jobs can reach whatever the user of this service can.
     *
     * @param reason why there is no sandbox
     * @param isChosen whether a setting asks for this; otherwise each log begins with a warning
     */
    record Unsandboxed(String reason, boolean isChosen) implements Isolation {

        @Override
        public String text() {
            return "none: " + reason;
        }
    }

    /**
     * No job runs here, since a sandbox is required and there is none.
     *
     * @param reason why there is no sandbox
     */
    record Refused(String reason) implements Isolation {

        @Override
        public String text() {
            return "required, so no jobs run here: " + reason;
        }
    }
}
