package dev.millrace.kit.meter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutcomeLabelTest {

    @Test
    void isTheNameOfTheCaseInWords() {
        assertThat(OutcomeLabel.of(new Stored())).isEqualTo("stored");
        assertThat(OutcomeLabel.of(new GivenUp())).isEqualTo("given_up");
    }

    private record Stored() {}

    private record GivenUp() {}
}
