package dev.millrace.pipeline.workflow;

/** What an event that matches causes ({@code trigger}). */
public enum StartAction {
    /** the image is built from the event's commit */
    BUILD,
    /** the image is published as a version */
    PUBLISH,
    /** the workflow is started */
    START
}
