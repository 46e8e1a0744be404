package dev.millrace.testing.broken;

import java.time.Instant;

final class DecisionWithSystemTime {

    Instant now() {
        return Instant.now();
    }
}
