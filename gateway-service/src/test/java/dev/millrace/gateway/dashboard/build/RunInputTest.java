package dev.millrace.gateway.dashboard.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunInputTest {

    @Test
    void passesEachLineAsOneArgumentAndOneVariable() {
        RunInput input = RunInput.of(" release/2.1 ", "prod\ntwo words", "LEVEL=5\n\nURL=a=b");

        assertThat(input.body())
                .isEqualTo(Map.of(
                        "ref", "release/2.1",
                        "arguments", List.of("prod", "two words"),
                        "environment", Map.of("LEVEL", "5", "URL", "a=b")));
    }

    @Test
    void leavesOutWhatIsEmpty() {
        assertThat(RunInput.of("", "", " ").body()).isEmpty();
    }

    @Test
    void namesTheLineThatIsNoVariable() {
        assertThatThrownBy(() -> RunInput.of("", "", "A=1\nB"))
                .isInstanceOf(RunInput.NotAVariable.class)
                .hasMessageContaining("'B'");
    }
}
