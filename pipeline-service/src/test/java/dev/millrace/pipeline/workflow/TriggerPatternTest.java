package dev.millrace.pipeline.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.pipeline.workflow.TriggerPattern.ParseOutcome.Parsed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TriggerPatternTest {

    @Test
    void comparesTheRepositoryWithoutCase() {
        TriggerPattern pattern = parse("github:Acme/Billing:pull_request.opened");

        assertThat(pattern.matches("acme/bILLING", TriggerEvent.CHANGE_OPENED, "topic"))
                .isTrue();
    }

    @Test
    void keepsOtherRepositoriesAndEventsOut() {
        TriggerPattern pattern = parse("github:acme/billing:pull_request.opened");

        assertThat(pattern.matches("acme/billing2", TriggerEvent.CHANGE_OPENED, "topic"))
                .isFalse();
        assertThat(pattern.matches("acme/billing", TriggerEvent.CHANGE_REOPENED, "topic"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "github:a/b:pull_request.synchronize:main, main, true",
        "github:a/b:pull_request.synchronize:main, topic, false",
        "github:a/b:pull_request.synchronize:ref==main, main, true",
        "github:a/b:pull_request.synchronize:ref==main, topic, false",
        "github:a/b:pull_request.synchronize:, topic, true"
    })
    void narrowsToARefInBothOldForms(String text, String ref, boolean matches) {
        assertThat(parse(text).matches("a/b", TriggerEvent.CHANGE_SYNCHRONIZED, ref))
                .isEqualTo(matches);
    }

    @ParameterizedTest
    @EnumSource
    void knowsEveryEventByItsName(TriggerEvent event) {
        assertThat(parse("github:a/b:" + event.wireName()).event()).isEqualTo(event);
    }

    @ParameterizedTest
    @CsvSource({
        "pull_request.open, pull_request.opened",
        "pull_request.synchronise, pull_request.synchronize",
        "pull_request.merge, pull_request.merged",
        "pull_request.close, pull_request.closed",
        "create.tags, create.tag"
    })
    void namesTheNearestEventForATypingError(String written, String meant) {
        assertThat(TriggerEvent.nearestTo(written).wireName()).isEqualTo(meant);
    }

    private static TriggerPattern parse(String text) {
        return ((Parsed) TriggerPattern.parse(text)).pattern();
    }
}
