package dev.millrace.gateway.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The script of the page, in Node. What it is expected to do is in {@code join.test.mjs}. */
class JoinScriptTest {

    @Test
    void acceptsInvitations() throws IOException, InterruptedException {
        var builder = new ProcessBuilder("node", "--test", "src/test/resources/join/join.test.mjs");
        builder.environment()
                .put("JOIN_SCRIPT", Path.of("src/main/resources/join/join.js").toString());
        Process node = builder.redirectErrorStream(true).start();

        String output = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(node.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(node.exitValue()).as(output).isZero();
        assertThat(output).contains("pass 5");
    }
}
