package dev.millrace.pipeline.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.pipeline.workflow.TriggerPattern.ParseOutcome.Parsed;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TriggerPatternTest {

    @Test
    void comparesTheRepositoryWithoutCase() {
        TriggerPattern pattern = parse("github:Acme/Billing:pull_request.opened");

        assertThat(pattern.matches(facts("acme/bILLING", TriggerEvent.CHANGE_OPENED, "topic")))
                .isTrue();
    }

    @Test
    void keepsOtherRepositoriesAndEventsOut() {
        TriggerPattern pattern = parse("github:acme/billing:pull_request.opened");

        assertThat(pattern.matches(facts("acme/billing2", TriggerEvent.CHANGE_OPENED, "topic")))
                .isFalse();
        assertThat(pattern.matches(facts("acme/billing", TriggerEvent.CHANGE_REOPENED, "topic")))
                .isFalse();
    }

    @Test
    void takesSelfForTheRepositoryThatContainsTheFile() {
        TriggerPattern pattern = parse("github:self:push");

        assertThat(pattern.matches(facts("Acme/Home", TriggerEvent.PUSHED, "topic")))
                .isTrue();
        assertThat(pattern.matches(facts("acme/other", TriggerEvent.PUSHED, "topic")))
                .isFalse();
        assertThat(parse("github:acme/self:push").matches(facts("acme/self", TriggerEvent.PUSHED, "topic")))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "github:a/b:pull_request.synchronize:main, main, true",
        "github:a/b:pull_request.synchronize:main, topic, false",
        "github:a/b:pull_request.synchronize:ref==main, main, true",
        "github:a/b:pull_request.synchronize:ref==main, topic, false",
        "github:a/b:pull_request.synchronize:, topic, true",
        "github:a/b:pull_request.synchronize:release/*, release/1, true",
        "github:a/b:pull_request.synchronize:release/*, topic, false"
    })
    void narrowsToARefInBothOldForms(String text, String ref, boolean matches) {
        assertThat(parse(text).matches(facts("a/b", TriggerEvent.CHANGE_SYNCHRONIZED, ref)))
                .isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({"'', true", ":main, true", ":release/*, false", ":gh-readonly-queue/**, false"})
    void narrowsMergeGroupsToTheBranchThatTheyGoInto(String narrowed, boolean matches) {
        var group = new EventFacts(
                "a/b",
                "a/b",
                TriggerEvent.MERGE_GROUP,
                "gh-readonly-queue/main/pr-7-1",
                Optional.of("main"),
                Optional.empty(),
                Optional.empty());

        assertThat(parse("github:self:merge_group" + narrowed).matches(group)).isEqualTo(matches);
    }

    @ParameterizedTest
    @EnumSource(
            names = {"SCHEDULED", "MANUAL"},
            mode = EnumSource.Mode.EXCLUDE)
    void knowsEveryEventByItsName(TriggerEvent event) {
        assertThat(parse("github:a/b:" + event.wireName()).event()).isEqualTo(event);
    }

    @ParameterizedTest
    @CsvSource({
        "pull_request.open, pull_request.opened",
        "pull_request.synchronise, pull_request.synchronize",
        "pull_request.merge, pull_request.merged",
        "pull_request.close, pull_request.closed",
        "create.tags, create.tag",
        "pushed, push",
        "merge_queue, merge_group"
    })
    void namesTheNearestEventForATypingError(String written, String meant) {
        assertThat(TriggerEvent.nearestTo(written).wireName()).isEqualTo(meant);
    }

    private static EventFacts facts(String repository, TriggerEvent event, String ref) {
        return new EventFacts(
                repository, "acme/home", event, ref, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static TriggerPattern parse(String text) {
        return ((Parsed) TriggerPattern.parse(text)).pattern();
    }
}
