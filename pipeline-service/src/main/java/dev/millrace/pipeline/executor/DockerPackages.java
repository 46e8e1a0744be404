package dev.millrace.pipeline.executor;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Adds Debian packages to images: apt installs them in a container of the image, whose files become another image. That is used for
 * all jobs with the same image and packages, on this engine.
 */
final class DockerPackages {

    private static final String REPOSITORY = "millrace-packages";
    private static final String NO_NETWORK = "none";
    /** The capabilities that dpkg and apt need to write files of other users, and to become the user that downloads. */
    private static final Capability[] CAPABILITIES = {
        Capability.CHOWN,
        Capability.DAC_OVERRIDE,
        Capability.FOWNER,
        Capability.FSETID,
        Capability.SETGID,
        Capability.SETUID
    };

    private static final int NO_APT = 3;
    private static final int NO_LISTS = 4;
    private static final int NO_SUCH_PACKAGE = 5;

    private static final String INSTALL = """
            export DEBIAN_FRONTEND=noninteractive
            command -v apt-get >/dev/null || exit 3
            apt-get update -qq || exit 4
            apt-get install -y -qq --no-install-recommends --simulate -- "$@" >/dev/null || exit 5
            apt-get install -y -qq --no-install-recommends -- "$@" || exit 6
            rm -rf /var/lib/apt/lists/* /var/cache/apt/archives/*.deb
            """;

    private final DockerEngine engine;
    private final DockerClient client;
    private final String network;
    private final Duration timeout;
    private final JobLimits limits;
    /** By the hash of the tag, so that they do not grow in number with the choices of packages. */
    private final List<ReentrantLock> locks =
            Stream.generate(ReentrantLock::new).limit(64).toList();

    DockerPackages(DockerEngine engine, String network, Duration timeout, JobLimits limits) {
        this.engine = engine;
        this.client = engine.client();
        this.network = network;
        this.timeout = timeout;
        this.limits = limits;
    }

    /**
     * The image with the packages of a job.
     *
     * @param image id of the image without them
     * @return its id
     * @throws RefusedJobException if they cannot be installed in this image
     * @throws IOException if installing them fails for another reason
     */
    String add(String image, JobCommand command, OutputPipe output) throws IOException, InterruptedException {
        String tag = tag(image, new TreeSet<>(command.packages()));
        // two jobs with the same packages install them once
        ReentrantLock lock = locks.get(Math.floorMod(tag.hashCode(), locks.size()));
        lock.lockInterruptibly();
        try {
            Optional<String> present = find(tag);
            return present.isPresent() ? present.get() : install(image, tag, command, output);
        } finally {
            lock.unlock();
        }
    }

    private Optional<String> find(String tag) {
        try {
            return Optional.ofNullable(
                    client.inspectImageCmd(REPOSITORY + ":" + tag).exec().getId());
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    private String install(String image, String tag, JobCommand command, OutputPipe output)
            throws IOException, InterruptedException {
        String names = String.join(" ", command.packages());
        if (network.equals(NO_NETWORK)) {
            throw new RefusedJobException(
                    "packages %s cannot be installed without a network (millrace.pipeline.docker.packages-network=none);"
                                    .formatted(names)
                            + " use an image that has them");
        }
        output.note("installing packages " + names);
        String container = create(image, command);
        try {
            client.startContainerCmd(container).exec();
            int exit = exitOf(container);
            if (exit != 0) {
                showOutput(container, output);
                throw failure(exit, names);
            }
            return client.commitCmd(container)
                    .withRepository(REPOSITORY)
                    .withTag(tag)
                    .exec();
        } finally {
            engine.remove(container);
        }
    }

    private String create(String image, JobCommand command) {
        List<String> line = new ArrayList<>(List.of("bash", "-c", INSTALL, "install"));
        line.addAll(command.packages());
        var host = HostConfig.newHostConfig()
                .withNetworkMode(network)
                .withMemory(limits.memory())
                .withMemorySwap(limits.memory())
                .withPidsLimit((long) limits.processes())
                .withCapDrop(Capability.ALL)
                .withCapAdd(CAPABILITIES)
                .withSecurityOpts(List.of("no-new-privileges"));
        return client.createContainerCmd(image)
                .withUser("0:0")
                .withEntrypoint(line)
                .withLabels(Map.of(DockerEngine.JOB, command.name(), DockerEngine.BUILD, command.build()))
                .withHostConfig(host)
                .exec()
                .getId();
    }

    private int exitOf(String container) throws IOException, InterruptedException {
        try (var waiting = client.waitContainerCmd(container).exec(new WaitContainerResultCallback())) {
            return waiting.awaitStatusCode(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (DockerClientException e) {
            throw new IOException("packages were not installed within %d s".formatted(timeout.toSeconds()), e);
        }
    }

    private void showOutput(String container, OutputPipe output) throws IOException, InterruptedException {
        var copy = new ResultCallback.Adapter<Frame>() {
            @Override
            public void onNext(Frame frame) {
                try {
                    output.write(frame.getPayload());
                } catch (InterruptedIOException e) {
                    onError(e);
                }
            }
        };
        try (copy) {
            client.logContainerCmd(container)
                    .withStdOut(true)
                    .withStdErr(true)
                    .withTail(50)
                    .exec(copy)
                    .awaitCompletion(10, TimeUnit.SECONDS);
        }
    }

    private static IOException failure(int exit, String names) {
        return switch (exit) {
            case NO_APT ->
                new RefusedJobException("packages %s cannot be installed: the image has no apt-get".formatted(names));
            case NO_SUCH_PACKAGE ->
                new RefusedJobException(
                        "packages %s cannot be installed: apt-get does not find them, see above".formatted(names));
            case NO_LISTS -> new IOException("packages %s cannot be installed: apt-get update failed".formatted(names));
            default -> new IOException("packages %s were not installed: exit code %d".formatted(names, exit));
        };
    }

    /** The same for the same image and packages in any order, whatever the image is called now. */
    static String tag(String image, SortedSet<String> packages) {
        try {
            byte[] text = (image + "\n" + String.join("\n", packages)).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
