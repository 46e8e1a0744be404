package dev.millrace.pipeline.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.millrace.events.forge.CheckSuiteChanged;
import dev.millrace.pipeline.ForgeEvents;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckRequestTest {

    private static final String HEAD = "1".repeat(40);
    private static final UUID BUILD = UUID.randomUUID();

    private final ForgeEvents forge = new ForgeEvents("acme/widgets", "1", "1");

    @Test
    void namesWhatRunsAgainAndWhoRequestsIt() {
        var event = forge.rerequested(BUILD.toString(), HEAD, "grace");

        assertThat(CheckRequest.in(event))
                .get()
                .asInstanceOf(type(CheckRequest.RunAgain.class))
                .satisfies(request -> {
                    assertThat(request.externalId()).isEqualTo(BUILD);
                    assertThat(request.headSha()).isEqualTo(HEAD);
                    assertThat(request.origin().login()).isEqualTo("grace");
                    assertThat(request.origin().eventId()).isEqualTo(event.eventId());
                    assertThat(request.origin().appId()).contains("1");
                });
    }

    @Test
    void takesARequestForASuiteForAllOfItsCommit() {
        assertThat(CheckRequest.in(forge.suite(CheckSuiteChanged.Action.REREQUESTED, HEAD)))
                .get()
                .asInstanceOf(type(CheckRequest.SuiteAgain.class))
                .extracting(CheckRequest.SuiteAgain::headSha)
                .isEqualTo(HEAD);
        assertThat(CheckRequest.in(forge.suite(CheckSuiteChanged.Action.REQUESTED, HEAD)))
                .isEmpty();
        assertThat(CheckRequest.in(forge.suite(CheckSuiteChanged.Action.COMPLETED, HEAD)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"rerun-failed, RERUN_FAILED", "rerun-all, RERUN_ALL", "cancel, CANCEL"})
    void knowsTheButtonsByTheirIdentifiers(String identifier, CheckButton button) {
        assertThat(CheckRequest.in(forge.button(BUILD.toString(), HEAD, "grace", identifier)))
                .get()
                .asInstanceOf(type(CheckRequest.UseButton.class))
                .satisfies(request -> {
                    assertThat(request.buildId()).isEqualTo(BUILD);
                    assertThat(request.button()).isEqualTo(button);
                });
    }

    @Test
    void leavesOtherButtonsAndReferencesAlone() {
        assertThat(CheckRequest.in(forge.button(BUILD.toString(), HEAD, "grace", "deploy")))
                .isEmpty();
        assertThat(CheckRequest.in(forge.rerequested("42", HEAD, "grace"))).isEmpty();
    }
}
