package dev.millrace.pipeline.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.pipeline.workflow.Condition.ParseOutcome.Refused;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionTest {

    private static final EventFacts CHANGE = new EventFacts(
            "acme/billing",
            "acme/billing",
            TriggerEvent.CHANGE_OPENED,
            "feature/x",
            Optional.of("main"),
            Optional.of(7L),
            Optional.empty());

    private static final EventFacts TAG = new EventFacts(
            "acme/billing",
            "acme/billing",
            TriggerEvent.TAG_CREATED,
            "v1.0",
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true",
                "!false",
                "branch == \"feature/x\"",
                "branch=='feature/x'",
                "base == \"main\" && event == \"pull_request.opened\"",
                "number == \"7\"",
                "tag == ''",
                "repository == 'acme/billing'",
                "base != 'master'",
                "'main' == base",
                "branch == 'a' || branch == 'b' || base == 'main'",
                "matches(branch, 'feature/*')",
                "matches(branch, 'hotfix/*', 'feature/**')",
                "!matches(branch, 'release/*')",
                "!(base == 'a' || base == 'b')",
                "!!true",
                "true || false && false",
                "matrix.JAVA == '17'",
                "matrix.OTHER == ''",
                "  branch\n== 'feature/x'  "
            })
    void holds(String text) {
        assertThat(Condition.of(text).holds(CHANGE, Map.of("JAVA", "17"), false))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "false",
                "branch == 'main'",
                "base == 'main' && false",
                "!(base == 'main')",
                "matches(branch, 'feature')",
                "(true || false) && false",
                "tag != ''"
            })
    void doesNotHold(String text) {
        assertThat(Condition.of(text).holds(CHANGE)).isFalse();
    }

    @Test
    void knowsNoBranchOfATag() {
        assertThat(Condition.of("branch == '' && base == '' && number == '' && tag == 'v1.0'")
                        .holds(TAG))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "base == 'main',             true,  false",
                "always(),                   true,  true",
                "failed(),                   false, true",
                "passed(),                   true,  false",
                "!passed(),                  false, true",
                "failed() || base == 'main', true,  true",
                "always() && base == 'x',    false, false"
            })
    void requiresThatAllNeedsPassedUnlessItAsksForTheResult(String text, boolean afterSuccess, boolean afterFailure) {
        Condition condition = Condition.of(text);

        assertThat(condition.holds(CHANGE, Map.of(), false)).isEqualTo(afterSuccess);
        assertThat(condition.holds(CHANGE, Map.of(), true)).isEqualTo(afterFailure);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "brnch == 'a'           | 0  | variable 'brnch' is unknown; did you mean 'branch'? Text must be in quotes",
                "branch == main         | 10 | variable 'main' is unknown",
                "branch                 | 6  | '==' or '!=' is expected after a value",
                "branch = 'a'           | 7  | '==' or '!=' is expected after a value",
                "branch == 'a           | 10 | a quote is not closed",
                "(branch == 'a'         | 14 | ')' is expected, not the end",
                "branch == 'a' && brnch | 17 | variable 'brnch' is unknown",
                "branch == 'a' 'b'      | 14 | '&&', '&&' or the end",
                "branch == 'a' &&       | 16 | a value is expected, not the end",
                "failure()              | 0  | function 'failure' is unknown; did you mean 'failed'?",
                "always(true)           | 7  | ')' is expected, not 'true)'",
                "matches(branch)        | 15 | matches() needs a value and one or more patterns",
                "matches(branch, base)  | 16 | a pattern in quotes is expected",
                "matrix. == 'a'         | 0  | variable 'matrix.' is unknown",
                "true == 'a'            | 5  | '&&', '&&' or the end is expected",
                "${{ branch }}          | 0  | a value is expected, not '${{ branch }}'"
            })
    void refusesWithThePlaceAndTheReason(String text, int offset, String reason) {
        assertThat(Condition.parse(text))
                .asInstanceOf(InstanceOfAssertFactories.type(Refused.class))
                .satisfies(refused -> {
                    assertThat(refused.reason()).contains(reason.replace("'&&', '&&'", "'&&', '||'"));
                    assertThat(refused.offset()).isEqualTo(offset);
                });
    }

    @ParameterizedTest
    @ValueSource(ints = {21, 400})
    void refusesDeepNesting(int depth) {
        assertThat(Condition.parse("!".repeat(depth) + "true"))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).contains("nested more than 20 times"));
        assertThat(Condition.parse("(".repeat(depth) + "true" + ")".repeat(depth)))
                .isInstanceOf(Refused.class);
        assertThat(Condition.of("!".repeat(18) + "true").holds(CHANGE)).isTrue();
    }

    @Test
    void refusesALongText() {
        assertThat(Condition.parse("branch == '" + "a".repeat(1000) + "'"))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).contains("more than 1000 characters"));
        assertThat(Condition.parse("matches(branch, '" + "*".repeat(201) + "')"))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).contains("more than 200 characters"));
    }

    @Test
    void findsTheVariablesOfTheMatrix() {
        Condition condition =
                Condition.of("matrix.A == 'a' && !(matches(matrix.B, 'b') || matrix.C != base) && passed()");

        assertThat(condition.matrixNames()).containsExactlyInAnyOrder("A", "B", "C");
        assertThat(condition.asksForResult()).isTrue();
    }

    @Test
    void isNoConditionWithoutText() {
        assertThatThrownBy(() -> Condition.of(" ")).hasMessageContaining("a value is expected, not the end");
    }
}
