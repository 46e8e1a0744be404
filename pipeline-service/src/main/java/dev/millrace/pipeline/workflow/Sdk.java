package dev.millrace.pipeline.workflow;

/** How the process of a workflow is connected to the SDK. */
public enum Sdk {
    /** {@code "2"}, the default: the process runs beside the SDK's daemon */
    DAEMON,
    /** {@code "1"}, of the first generation */
    LEGACY,
    /** {@code off}: the process runs alone */
    OFF
}
