package dev.millrace.testing;

import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Programs that some tests need and that a bare machine does not have. Without them those tests are skipped, unless
 * {@code MILLRACE_TEST_TOOLS=required} requires them.
 */
public final class DebianTools {

    private static final String REQUIRED = "required";

    private DebianTools() {}

    /**
     * Skips the test, or fails it, unless a program is installed.
     *
     * @param debianPackage what to install if it is not
     */
    public static void need(String program, String debianPackage) {
        boolean installed = Stream.of("/usr/bin", "/usr/sbin", "/bin", "/sbin", "/usr/local/bin")
                .map(place -> Path.of(place, program))
                .anyMatch(Files::isExecutable);
        if (installed) {
            return;
        }
        String advice = "%s is missing: install Debian's package %s".formatted(program, debianPackage);
        if (REQUIRED.equals(System.getenv("MILLRACE_TEST_TOOLS"))) {
            fail(advice);
        }
        Assumptions.abort(advice);
    }
}
