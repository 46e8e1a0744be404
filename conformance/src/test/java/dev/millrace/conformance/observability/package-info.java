/** Alerts and dashboards of {@code deploy/observability}, checked against Prometheus's own tool and a running platform. */
package dev.millrace.conformance.observability;
