/**
 * Deployments and their statuses, announced as {@code deployment} and {@code deployment_status}.
 */
@NullMarked
package dev.millrace.simulator.deployments;

import org.jspecify.annotations.NullMarked;
