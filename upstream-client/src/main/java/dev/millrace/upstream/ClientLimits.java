package dev.millrace.upstream;

import java.time.Duration;

/**
 * Limits on an upstream.
 *
 * @param connectTimeout to accept a connection
 * @param idleTimeout to receive or send something; restarts with each part
 * @param minBytesPerSecond what it must send once a pack or a list of refs has begun, on average over the idle timeout; 0
 *     for no limit
 * @param connections to one address at once
 * @param keepAlive how long an idle connection is kept for the next request; zero to close it at once, since a kept
 *     connection may be closed by the upstream at the moment at which a request that must not be repeated is sent on it
 */
public record ClientLimits(
        Duration connectTimeout, Duration idleTimeout, long minBytesPerSecond, int connections, Duration keepAlive) {

    public ClientLimits {
        if (!connectTimeout.isPositive() || !idleTimeout.isPositive()) {
            throw new IllegalArgumentException(
                    "timeouts must be positive: connect %s, idle %s".formatted(connectTimeout, idleTimeout));
        }
        if (connections < 1 || minBytesPerSecond < 0 || keepAlive.isNegative()) {
            throw new IllegalArgumentException(
                    "limits must not be negative: connections %d, bytes per second %d, keep %s"
                            .formatted(connections, minBytesPerSecond, keepAlive));
        }
    }
}
