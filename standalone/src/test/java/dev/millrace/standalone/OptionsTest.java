package dev.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.standalone.process.StartFailed;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OptionsTest {

    @Test
    void readsTheOptionsOfTheDemoFromTheScript() {
        Options options = Options.parse("demo", "--root", "/checkout", "--once", "--repo", "/other");

        assertThat(options)
                .isEqualTo(new Options(
                        Options.Mode.DEMO,
                        Path.of("/checkout"),
                        Optional.empty(),
                        false,
                        true,
                        Optional.of(Path.of("/other"))));
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> Options.parse("up", "--quick"))
                .isInstanceOf(StartFailed.class)
                .hasMessage("there is no option --quick");
        assertThatThrownBy(() -> Options.parse("down")).isInstanceOf(StartFailed.class);
        assertThatThrownBy(() -> Options.parse("up", "--data")).hasMessage("--data needs a path after it");
        assertThatThrownBy(() -> Options.parse("up", "--once")).hasMessage("--once and --repo belong to demo");
    }
}
