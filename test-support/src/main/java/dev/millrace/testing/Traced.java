package dev.millrace.testing;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** A {@code @TestProfile} that records all traces; the collector cannot be reached, which must not matter. */
public final class Traced implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "millrace.traces.disabled", "false",
                "millrace.traces.ratio", "1",
                "millrace.traces.endpoint", "http://127.0.0.1:1");
    }
}
