package dev.millrace.pipeline.workflow;

/**
 * {@code host:container}.
 *
 * @param host 1 to 65535, unique in its list
 * @param container 1 to 65535, unique in its list
 */
public record PortMapping(int host, int container) {}
