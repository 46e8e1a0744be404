package dev.millrace.pipeline.execution;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Asks bash about scripts without running anything of them. For one job: all questions together have a few seconds. */
final class BashSyntax {

    private static final Logger LOG = Logger.getLogger(BashSyntax.class);
    private static final Duration TIME = Duration.ofSeconds(5);

    private final long deadline = System.nanoTime() + TIME.toNanos();

    /**
     * Whether a script is whole, so that what follows is a new command: bash reads it to its end without an error or a warning,
     * which is how it reports an open here-document, and its last line is not continued. False when in doubt.
     */
    boolean isWhole(String script) throws InterruptedException {
        return !isContinued(script) && parses(script);
    }

    /** A backslash at the end joins the next line, unless another backslash quotes it. */
    private static boolean isContinued(String script) {
        int end = script.length();
        while (end > 0 && script.charAt(end - 1) == '\n') {
            end--;
        }
        int begin = end;
        while (begin > 0 && script.charAt(begin - 1) == '\\') {
            begin--;
        }
        // blank lines after it end the command
        return (end - begin) % 2 == 1;
    }

    private boolean parses(String script) throws InterruptedException {
        long left = deadline - System.nanoTime();
        if (left <= 0 || script.indexOf('\0') >= 0) {
            return false;
        }
        var builder = new ProcessBuilder("bash", "-n", "-s").redirectErrorStream(true);
        // nothing of this service's environment; functions and start files come from there
        builder.environment().clear();
        try {
            Process process = builder.start();
            try (var input = process.getOutputStream()) {
                input.write(script.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // it stops reading at the first error
                LOG.tracef("bash has read enough: %s", e.getMessage());
            }
            if (!process.waitFor(left, TimeUnit.NANOSECONDS)) {
                process.destroyForcibly();
                return false;
            }
            return process.exitValue() == 0 && process.getInputStream().read() < 0;
        } catch (IOException e) {
            LOG.debugf("bash does not start: %s", e.getMessage());
            return false;
        }
    }
}
