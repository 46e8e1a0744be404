package dev.millrace.pipeline.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValueRulesTest {

    @ParameterizedTest
    @ValueSource(strings = {"A", "_", "_1", "DEPLOY_KEY", "lower"})
    void acceptsNamesOfVariables(String key) {
        assertThat(ValueRules.rejectionOfKey(key)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1A", "A-B", "A.B", "A B", "Ä", "A=", "A\n", "A/B"})
    void rejectsOthers(String key) {
        assertThat(ValueRules.rejectionOfKey(key)).isPresent();
    }

    @Test
    void limitsTheLengthOfKeysAndValues() {
        assertThat(ValueRules.isKey("K".repeat(100))).isTrue();
        assertThat(ValueRules.isKey("K".repeat(101))).isFalse();
        assertThat(ValueRules.rejectionOfValue("")).isEmpty();
        assertThat(ValueRules.rejectionOfValue("v".repeat(65_536))).isEmpty();
        assertThat(ValueRules.rejectionOfValue("ü".repeat(32_769)))
                .contains("the value has 65538 bytes; it may have 65536");
    }

    @Test
    void rejectsWhatNoVariableCanHaveWithoutRepeatingIt() {
        assertThat(ValueRules.rejectionOfValue("hush\0"))
                .hasValueSatisfying(reason -> assertThat(reason).contains("NUL").doesNotContain("hush"));
        assertThat(ValueRules.rejectionOfValue("\ud83d")).isPresent();
        assertThat(ValueRules.rejectionOfValue("\ud83d\ude00\n\t\u001b")).isEmpty();
    }
}
