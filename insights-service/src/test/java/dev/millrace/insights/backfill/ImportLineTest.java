package dev.millrace.insights.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.events.forge.DeploymentStatusChanged;
import dev.millrace.insights.backfill.ImportLine.DeploymentLine;
import dev.millrace.insights.backfill.ImportLine.Invalid;
import dev.millrace.insights.fact.KnownRepository;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImportLineTest {

    private static final KnownRepository WIDGETS =
            new KnownRepository(new UUID(1, 2), "acme", "acme/widgets", Optional.empty());
    private static final String DEPLOYMENT = "event_name=deployment;event_action=success;repo=acme/widgets;branch=main;"
            + "commit=0b8c7c0e5a3d5c1b8c360f6a1f1f00010b8c7c0e;at=2026-03-01T10:00:00Z";

    @Test
    void givesALineTheSameIdsWheneverItIsImported() throws Invalid {
        DeploymentStatusChanged first = event(DEPLOYMENT);
        DeploymentStatusChanged second = event(DEPLOYMENT);
        DeploymentStatusChanged later = event(DEPLOYMENT.replace("10:00", "11:00"));

        assertThat(second).isEqualTo(first);
        assertThat(later.deploymentId()).isNotEqualTo(first.deploymentId());
        assertThat(first.environment()).isEqualTo("production");
        assertThat(first.report())
                .hasValueSatisfying(report -> assertThat(report.team()).isEqualTo("acme"));
    }

    @Test
    void joinsStatesOfOneDeployment() throws Invalid {
        DeploymentStatusChanged started =
                event(DEPLOYMENT.replace("=success", "=started").replace("10:00", "09:50") + ";deployment_id=r-1");
        DeploymentStatusChanged ended = event(DEPLOYMENT + ";deployment_id=r-1");

        assertThat(ended.deploymentId()).isEqualTo(started.deploymentId());
        assertThat(ended.statusId()).isNotEqualTo(started.statusId());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "event_name= | event_name is missing",
                "event_name=party | event_name 'party' is none of deployment, change, incident",
                "event_action=done | event_action 'done' is none of success, failure, started, progressing, blocked",
                "event_action=started | deployment_id is missing: without it, 'started' belongs to no deployment",
                "commit=abc | commit 'abc' is not 40 or 64 hex digits",
                "at=yesterday | at 'yesterday' is not a time with an offset such as 2026-11-01T08:00:00Z",
                "branch= | branch is missing"
            })
    void refusesALineWithTheFieldAndTheRule(String changed, String message) {
        Map<String, String> fields = fields(DEPLOYMENT);
        fields.putAll(fields(changed));

        assertThatThrownBy(() -> ImportLine.read(fields))
                .isInstanceOf(Invalid.class)
                .hasMessage(message);
    }

    private static DeploymentStatusChanged event(String line) throws Invalid {
        return RecordLine.event(WIDGETS, (DeploymentLine) ImportLine.read(fields(line)));
    }

    private static Map<String, String> fields(String text) {
        Map<String, String> fields = new HashMap<>();
        Arrays.stream(text.split(";"))
                .map(field -> field.split("=", 2))
                .forEach(field -> fields.put(field[0], field[1]));
        return fields;
    }
}
