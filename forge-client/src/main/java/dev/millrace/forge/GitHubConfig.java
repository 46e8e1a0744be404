package dev.millrace.forge;

import java.time.Duration;
import java.util.Optional;

/**
 * Which GitHub, and who we are there.
 *
 * @param host where it is
 * @param appId number or client id of our App; empty while none is registered
 * @param keys the App's private keys
 * @param timeout longest wait for the response to one call
 */
public record GitHubConfig(ForgeHost host, Optional<String> appId, AppKeys keys, Duration timeout) {

    public GitHubConfig {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("the timeout must be longer than nothing: " + timeout);
        }
    }
}
