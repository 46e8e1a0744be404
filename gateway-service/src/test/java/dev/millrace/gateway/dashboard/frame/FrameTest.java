package dev.millrace.gateway.dashboard.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.kit.identity.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameTest {

    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "PT-30S, just now",
        "PT-61S, 1 minute ago",
        "PT-59M, 59 minutes ago",
        "PT-2H, 2 hours ago",
        "PT-49H, 2 days ago",
        "P-90D, 3 months ago",
        "P89DT23H, in 2 months",
        "PT26H, in 1 day"
    })
    void saysATimeAsPeopleDo(String offset, String expected) {
        Duration since = offset.startsWith("P-90D") ? Duration.ofDays(-90) : Duration.parse(offset);

        assertThat(frame(Optional.of(Role.VIEWER), false).ago(NOW.plus(since))).isEqualTo(expected);
    }

    @Test
    void showsOperationsToAdministratorsOnly() {
        assertThat(frame(Optional.of(Role.OWNER), false).sections()).doesNotContain(Section.OPERATIONS);
        assertThat(frame(Optional.of(Role.VIEWER), true).sections()).contains(Section.OPERATIONS, Section.BUILDS);
    }

    private static Frame frame(Optional<Role> role, boolean administrator) {
        return new Frame(
                "Home",
                Section.HOME,
                new Viewer(Optional.of(new UUID(0, 1)), "Ann", Optional.of("acme"), role, administrator),
                List.of("acme"),
                Theme.SYSTEM,
                Optional.empty(),
                "/",
                new Assets(),
                NOW);
    }
}
