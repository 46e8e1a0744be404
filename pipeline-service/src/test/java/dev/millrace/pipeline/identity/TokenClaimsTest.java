package dev.millrace.pipeline.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.TestBuilds;
import dev.millrace.pipeline.workflow.TriggerEvent;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenClaimsTest {

    @ParameterizedTest
    @CsvSource({
        "PUSHED, branch:topic",
        "SCHEDULED, branch:topic",
        "TAG_CREATED, tag:topic",
        "MERGE_GROUP, merge_group:topic",
        "MANUAL, manual:topic",
        "CHANGE_OPENED, other:topic"
    })
    void theSubjectIsTheRepositoryByNumberAndWhatTheCodeBelongsTo(TriggerEvent event, String place) {
        assertThat(TokenClaims.subject(build(event, Optional.empty())))
                .isEqualTo("repository:github.com:acme/widgets:" + place);
    }

    @ParameterizedTest
    @CsvSource({"CHANGE_OPENED", "MANUAL", "PUSHED"})
    void theCodeOfAChangeIsNeverThatOfABranch(TriggerEvent event) {
        assertThat(TokenClaims.subject(build(event, Optional.of(7L)))).endsWith(":change:7");
    }

    @Test
    void theClaimsNameBuildAndJob() {
        BuildRow build = build(TriggerEvent.CHANGE_OPENED, Optional.of(7L));

        assertThat(TokenClaims.of(build, "deploy"))
                .containsEntry("team", "acme")
                .containsEntry("repository_id", build.repositoryId().toString())
                .containsEntry("forge_repository_id", build.forgeRepositoryId())
                .containsEntry("build_id", build.id().toString())
                .containsEntry("change", 7L)
                .containsEntry("base_ref", "main")
                .containsEntry("sha", build.sha())
                .containsEntry("job", "deploy")
                .containsEntry("attempt", 1);
    }

    private static BuildRow build(TriggerEvent event, Optional<Long> change) {
        return TestBuilds.build(
                "acme", "acme/widgets", TestBuilds.pipeline(TestBuilds.job("j")), event, "beef".repeat(10), change);
    }
}
