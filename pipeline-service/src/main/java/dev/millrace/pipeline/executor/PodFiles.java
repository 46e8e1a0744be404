package dev.millrace.pipeline.executor;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.ContainerResource;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Hands the files of a job to its pod, and takes back those that the platform reads afterwards, both as an archive through the API server:
 * so no pod has a credential, or may reach a service of the platform.
 */
final class PodFiles {

    private static final Duration TIMEOUT = Duration.ofMinutes(10);
    private static final Duration LOCAL_TIMEOUT = Duration.ofMinutes(5);
    private static final int MOST_MESSAGE = 2_000;

    /** {@code $1} is the size of the archive: not every server closes the input of a command when it has ended. */
    private static final String RECEIVE = """
            set -o pipefail
            head -c "$1" | tar -xf - -C %1$s && touch %1$s/ready
            """.formatted(PodPlan.FILES);

    /** The arguments are patterns; what is no file is left out, and so are folders that a pattern with wildcards finds. */
    private static final String SEND = """
            cd %s
            shopt -s globstar nullglob dotglob
            IFS=
            for pattern in "$@"; do
                for file in $pattern; do
                    [ -L "$file" ] || [ ! -e "$file" ] && continue
                    [ -d "$file" ] && [ "$file" != "$pattern" ] && continue
                    printf '%%s\\0' "$file"
                done
            done | sort -zu | tar -cf - --null --verbatim-files-from -T -
            """.formatted(PodPlan.FILES);

    private final KubernetesClient client;
    private final String namespace;
    private final String pod;
    private final JobCommand command;

    PodFiles(KubernetesClient client, String namespace, String pod, JobCommand command) {
        this.client = client;
        this.namespace = namespace;
        this.pod = pod;
        this.command = command;
    }

    /** Hands them over, after which the job starts. */
    void send() throws IOException, InterruptedException {
        Path archive = Files.createTempFile(command.home().getParent(), "files", ".tar");
        try {
            pack(archive);
            var messages = new Limited(MOST_MESSAGE);
            try (ExecWatch exec = container(PodPlan.RECEIVER)
                    .redirectingInput()
                    .writingOutput(messages)
                    .writingError(messages)
                    .exec("bash", "-c", RECEIVE, "receive", String.valueOf(Files.size(archive)))) {
                try (OutputStream input = exec.getInput()) {
                    Files.copy(archive, input);
                    input.flush();
                    await(exec, "the files of the job were not handed over", messages);
                }
            }
        } finally {
            Files.delete(archive);
        }
    }

    private void pack(Path archive) throws IOException, InterruptedException {
        Path checkout = command.checkout();
        Path home = command.home();
        local(new ProcessBuilder(
                "tar",
                "-cf",
                archive.toString(),
                "-C",
                String.valueOf(checkout.getParent()),
                PodPlan.folder(checkout),
                "-C",
                String.valueOf(home.getParent()),
                PodPlan.folder(home)));
    }

    /** Takes the results back into the directories here. */
    void receive(long mostBytes) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(command.home().getParent(), "results");
        Process unpack = new ProcessBuilder("tar", "-xf", "-", "--no-same-owner", "-C", folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            var messages = new Limited(MOST_MESSAGE);
            try (OutputStream archive = new Counted(unpack.getOutputStream(), mostBytes);
                    ExecWatch exec = container(PodPlan.KEEPER)
                            .writingOutput(archive)
                            .writingError(messages)
                            .exec(sending())) {
                await(exec, "the results of the job were not taken back", messages);
            }
            if (!unpack.waitFor(LOCAL_TIMEOUT.toSeconds(), TimeUnit.SECONDS) || unpack.exitValue() != 0) {
                throw new IOException("the results of the job were not taken back: tar failed");
            }
            for (Path place : List.of(command.checkout(), command.home())) {
                new ReplaceFiles(folder.resolve(PodPlan.folder(place)), place).run();
            }
        } finally {
            unpack.destroyForcibly();
            ReplaceFiles.delete(folder);
        }
    }

    private String[] sending() {
        String home = PodPlan.folder(command.home()) + "/";
        String checkout = PodPlan.folder(command.checkout()) + "/";
        List<String> all = new ArrayList<>(List.of("bash", "-c", SEND, "send", home + ".millrace"));
        command.results().stream()
                .map(pattern -> pattern.startsWith("~/") ? home + pattern.substring(2) : checkout + pattern)
                .forEach(all::add);
        return all.toArray(String[]::new);
    }

    private ContainerResource container(String name) {
        return container(client, namespace, pod, name);
    }

    /** A container that is known to run: the client need not wait for that. */
    static ContainerResource container(KubernetesClient client, String namespace, String pod, String name) {
        return client.pods()
                .inNamespace(namespace)
                .withName(pod)
                .inContainer(name)
                .withReadyWaitTimeout(0);
    }

    private static void await(ExecWatch exec, String failure, Limited messages)
            throws IOException, InterruptedException {
        try {
            int code = exec.exitCode().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            if (code != 0) {
                throw new IOException("%s: exit code %d %s".formatted(failure, code, messages.text()));
            }
        } catch (TimeoutException | ExecutionException e) {
            throw new IOException("%s: %s".formatted(failure, DockerEngine.reason(e)), e);
        }
    }

    private static void local(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!process.waitFor(LOCAL_TIMEOUT.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("the files of the job cannot be packed");
            }
        } finally {
            process.destroyForcibly();
        }
    }

    /** The first bytes of a message. */
    private static final class Limited extends OutputStream {

        private final ByteArrayOutputStream first = new ByteArrayOutputStream();
        private final int most;

        Limited(int most) {
            this.most = most;
        }

        @Override
        public synchronized void write(int value) {
            if (first.size() < most) {
                first.write(value);
            }
        }

        synchronized String text() {
            return first.toString(StandardCharsets.UTF_8).strip();
        }
    }

    /** Fails after so many bytes: a job decides what its results are. */
    private static final class Counted extends OutputStream {

        private final OutputStream next;
        private long left;

        Counted(OutputStream next, long most) {
            this.next = next;
            this.left = most;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            left -= length;
            if (left < 0) {
                throw new IOException("the results of the job are too large");
            }
            next.write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            next.flush();
        }

        @Override
        public void close() throws IOException {
            next.close();
        }
    }
}
