package dev.millrace.deploy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.testing.DebianTools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Renders with kubectl, as an installation does. It contacts no cluster. */
final class Kubectl {

    /** The first minor version of Kubernetes 1 whose kubectl contains kustomize 5. */
    private static final int OLDEST = 27;

    private static boolean checked;

    private Kubectl() {}

    /** What {@code kubectl apply -k} would send. Skips the test without kubectl, unless tools are required. */
    static synchronized String kustomize(Path folder) {
        if (!checked) {
            DebianTools.need("kubectl", "kubernetes-client");
            checkVersion(run("kubectl", "version", "--client", "--output=json"));
            checked = true;
        }
        return run("kubectl", "kustomize", folder.toString());
    }

    private static void checkVersion(String answer) {
        try {
            var version = new ObjectMapper().readTree(answer).path("clientVersion");
            int minor = Integer.parseInt(version.path("minor").asText("0").replaceAll("[^0-9]", ""));
            assertThat(minor)
                    .as(
                            "kubectl %s is too old for components: install 1.%d or later, for example kubernetes-client of Debian 13",
                            version.path("gitVersion").asText(), OLDEST)
                    .isGreaterThanOrEqualTo(OLDEST);
        } catch (IOException e) {
            throw new UncheckedIOException("kubectl reports no version: " + answer, e);
        }
    }

    private static String run(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor())
                    .as("exit code of %s", List.of(command))
                    .isZero();
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + List.of(command) + " ran", e);
        }
    }
}
