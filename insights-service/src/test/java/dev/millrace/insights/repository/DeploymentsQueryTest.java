package dev.millrace.insights.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeploymentsQueryTest {

    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    @Test
    void countsAgentsAndLeavesBotsOutUnlessAsked() {
        DeploymentsQuery normal = DeploymentsQuery.read(Map.of("repository", List.of("acme/widgets")), NOW);
        DeploymentsQuery asked = DeploymentsQuery.read(
                Map.of("repository", List.of("acme/widgets"), "agents", List.of("exclude"), "bots", List.of("include")),
                NOW);

        assertThat(normal.choices().countAgents()).isTrue();
        assertThat(normal.choices().countBots()).isFalse();
        assertThat(asked.choices().countAgents()).isFalse();
        assertThat(asked.choices().countBots()).isTrue();
    } // #9.29

    @Test
    void refusesARepositoryThatTheDatabaseCannotLookFor() {
        assertThatThrownBy(() -> DeploymentsQuery.read(Map.of("repository", List.of("acme/\0")), NOW))
                .hasMessage("repository must not hold NUL");
    } // #9.15
}
