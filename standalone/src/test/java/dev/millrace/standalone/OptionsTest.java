package dev.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.standalone.process.StartFailed;
import java.net.URI;
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
                        Optional.of(Path.of("/other")),
                        Optional.empty()));
    }

    @Test
    void readsTheAddressesOfAPlatformThatRunsElsewhere() {
        Options options =
                Options.parse("demo", "--gateway", "https://millrace.test", "--forge", "http://localhost:8090");

        assertThat(options.running())
                .contains(
                        new Options.Running(URI.create("https://millrace.test"), URI.create("http://localhost:8090")));
        assertThatThrownBy(() -> Options.parse("demo", "--gateway", "http://localhost:8080"))
                .hasMessage("--gateway and --forge belong together");
        assertThatThrownBy(() -> Options.parse("demo", "--gateway", "localhost:8080"))
                .hasMessageContaining("--gateway needs an address");
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> Options.parse("up", "--quick"))
                .isInstanceOf(StartFailed.class)
                .hasMessage("there is no option --quick");
        assertThatThrownBy(() -> Options.parse("down")).isInstanceOf(StartFailed.class);
        assertThatThrownBy(() -> Options.parse("up", "--data")).hasMessage("--data needs a path after it");
        assertThatThrownBy(() -> Options.parse("up", "--once"))
                .hasMessage("--once, --repo, --gateway and --forge belong to demo");
    }
}
