package dev.millrace.pipeline.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.pipeline.execution.StartDirectory.Unusable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartDirectoryTest {

    @TempDir
    Path directory;

    private Path checkout;

    @BeforeEach
    void create() throws Exception {
        checkout = Files.createDirectories(directory.resolve("it's a checkout"));
    }

    @Test
    void isTheCheckoutUnlessTheJobNamesAnother() throws Exception {
        Files.createDirectories(checkout.resolve("modules/app"));

        assertThat(StartDirectory.in(checkout, Optional.empty()).path()).isEqualTo(checkout);
        assertThat(StartDirectory.in(checkout, Optional.of("./modules/app/")).path())
                .isEqualTo(checkout.resolve("modules/app"));
    }

    @Test
    void mayBeALinkThatStaysInTheCheckout() throws Exception {
        Files.createDirectories(checkout.resolve("modules/app"));
        Files.createSymbolicLink(checkout.resolve("app"), Path.of("modules/app"));

        assertThat(StartDirectory.in(checkout, Optional.of("app")).path()).isEqualTo(checkout.resolve("app"));
    }

    @Test
    void refusesALinkThatLeadsOutOfTheCheckout() throws Exception {
        Path outside = Files.createDirectories(directory.resolve("outside/deep"));
        Files.createSymbolicLink(checkout.resolve("absolute"), outside);
        Files.createSymbolicLink(checkout.resolve("relative"), Path.of("../outside"));

        assertThatThrownBy(() -> StartDirectory.in(checkout, Optional.of("absolute")))
                .isInstanceOf(Unusable.class)
                .hasMessage("working-directory 'absolute' leads out of the checkout");
        assertThatThrownBy(() -> StartDirectory.in(checkout, Optional.of("relative/deep")))
                .hasMessage("working-directory 'relative/deep' leads out of the checkout");
        assertThatThrownBy(() -> StartDirectory.in(checkout, Optional.of("../outside")))
                .hasMessageContaining("leads out");
    }

    @Test
    void refusesWhatIsNoDirectory() throws Exception {
        Files.writeString(checkout.resolve("file"), "x");

        assertThatThrownBy(() -> StartDirectory.in(checkout, Optional.of("missing")))
                .hasMessage("working-directory 'missing' is no directory of the commit");
        assertThatThrownBy(() -> StartDirectory.in(checkout, Optional.of("file")))
                .hasMessageContaining("is no directory");
    }

    @Test
    void startsAScriptThere() throws Exception {
        Files.createDirectories(checkout.resolve("modules/it's"));
        String command =
                StartDirectory.in(checkout, Optional.of("modules/it's")).command();

        Process bash = new ProcessBuilder("bash", "-c", command + "pwd -P").start();

        assertThat(new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip())
                .isEqualTo(checkout.resolve("modules/it's").toRealPath().toString());
    }
}
