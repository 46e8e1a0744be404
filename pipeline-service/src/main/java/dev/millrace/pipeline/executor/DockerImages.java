package dev.millrace.pipeline.executor;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.PullImageResultCallback;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.millrace.pipeline.DockerConfig;
import dev.millrace.pipeline.DockerConfig.Pull;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The images of jobs: pulls them, and has packages added to them. */
final class DockerImages {

    /** What registries and engines answer about images that do not exist, or not for us. */
    private static final Pattern UNKNOWN = Pattern.compile(
            "not found|manifest unknown|does not exist|access denied|unauthorized|invalid reference|no such image",
            Pattern.CASE_INSENSITIVE);

    private final DockerClient client;
    private final Pull pull;
    private final Duration timeout;
    private final String standard;
    private final DockerPackages packages;

    /** @param standard the image of jobs that name none */
    DockerImages(DockerEngine engine, DockerConfig config, String standard, JobLimits limits) {
        this.client = engine.client();
        this.pull = config.pull();
        this.timeout = config.prepareTimeout();
        this.standard = standard;
        this.packages = new DockerPackages(engine, config.packagesNetwork(), timeout, limits);
    }

    /**
     * Makes the image of a job available.
     *
     * @param output for what takes long
     * @return the id of the image
     * @throws RefusedJobException if there is no such image, or its packages cannot be installed
     * @throws IOException if the engine or a registry fails
     */
    String prepare(JobCommand command, OutputPipe output) throws IOException, InterruptedException {
        String name = command.image().orElse(standard);
        Optional<String> present = pull == Pull.ALWAYS ? Optional.empty() : find(name);
        String id = present.isPresent() ? present.get() : pulled(name, output);
        return command.packages().isEmpty() ? id : packages.add(id, command, output);
    }

    private Optional<String> find(String name) {
        try {
            return Optional.ofNullable(client.inspectImageCmd(name).exec().getId());
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    private String pulled(String name, OutputPipe output) throws IOException, InterruptedException {
        if (pull == Pull.NEVER) {
            throw new RefusedJobException(
                    "image %s is not on the engine, and none is pulled (millrace.pipeline.docker.pull=never)"
                            .formatted(name));
        }
        output.note("pulling image " + name);
        try (ResultCallback.Adapter<?> progress =
                client.pullImageCmd(withTag(name)).exec(new PullImageResultCallback())) {
            if (!progress.awaitCompletion(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("image %s was not pulled within %d s".formatted(name, timeout.toSeconds()));
            }
        } catch (DockerException | DockerClientException e) {
            throw failure(name, e);
        }
        return find(name).orElseThrow(() -> new IOException("image %s is gone after it was pulled".formatted(name)));
    }

    private static IOException failure(String name, RuntimeException e) {
        String reason = DockerEngine.reason(e);
        String text = "image %s cannot be pulled: %s".formatted(name, reason);
        return UNKNOWN.matcher(reason).find() ? new RefusedJobException(text) : new IOException(text, e);
    }

    /** Without a tag, all tags of the repository would be pulled. */
    static String withTag(String name) {
        boolean hasTag = name.indexOf(':', name.lastIndexOf('/') + 1) >= 0 || name.contains("@");
        return hasTag ? name : name + ":latest";
    }
}
