package dev.millrace.gateway.dashboard.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AdviceTest {

    @Test
    void statesWhatToDoForEachStateThatDoesNotEndByItself() {
        assertThat(List.of("REFUSED", "PARKED", "FAILING", "PARTIAL"))
                .allSatisfy(state ->
                        assertThat(mirror("github-app", state, "").advice()).isPresent());
        assertThat(List.of("CURRENT", "PENDING", "SYNCING"))
                .allSatisfy(state ->
                        assertThat(mirror("github-app", state, "").advice()).isEmpty());
    }

    @Test
    void dependsOnHowTheMirrorAuthenticates() {
        assertThat(mirror("github-app", "REFUSED", "").advice().orElseThrow().link())
                .isNotEmpty();
        assertThat(mirror("credentials", "REFUSED", "").advice().orElseThrow().problem())
                .contains("credential");
    }

    @Test
    void namesTheSettingThatAnAdministratorChanges() {
        assertThat(mirror("public", "FAILING", "PKIX path building failed")
                        .advice()
                        .orElseThrow()
                        .steps())
                .contains("millrace.outbound.trust-certificates");
    }

    @Test
    void explainsFaultsOfRefs() {
        assertThat(Advice.ofFault("refs/heads/x: the name is not UTF-8")).contains("Rename");
        assertThat(Advice.ofFault("refs/heads/y: missing tree 12")).contains("git fsck");
    }

    private static Mirror mirror(String mode, String state, String error) {
        return new Mirror(
                UUID.randomUUID(),
                "acme/widgets",
                "https://github.com/acme/widgets.git",
                mode,
                state,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(error),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }
}
