package dev.millrace.deploy.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A script that ran to its end.
 *
 * @param exit its exit status
 * @param output what it wrote to stdout and stderr
 */
record ScriptRun(int exit, String output) {

    /** Runs a command with these variables and the PATH of this process, and no others. */
    static ScriptRun of(Map<String, String> environment, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new ScriptRun(process.exitValue(), output);
    }
}
