package dev.millrace.pipeline.executor;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import dev.millrace.pipeline.DockerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The container of a job: what it sees, may do and may use.
 *
 * <p>It is never root. If this service is, the job's files get a user of their own, one that owns nothing else; otherwise the job has
 * the user of this service, whose other files the container does not contain.
 */
final class DockerContainer {

    /** Users of jobs if this service is root: systemd's range for users that exist for a while only. */
    private static final int FIRST_USER = 61_184;

    private static final int USERS = 4_336;
    private static final long CHOWN_SECONDS = 60;
    private static final double NANOS = 1e9;

    private final DockerClient client;
    private final DockerConfig config;
    private final JobLimits limits;
    private final ServiceUser user;

    DockerContainer(DockerClient client, DockerConfig config, JobLimits limits, ServiceUser user) {
        this.client = client;
        this.config = config;
        this.limits = limits;
        this.user = user;
    }

    /**
     * Makes the container, which is not started yet.
     *
     * @param image its id
     * @return the id of the container
     */
    String create(String image, JobCommand command) throws IOException, InterruptedException {
        return client.createContainerCmd(image)
                .withUser(ownerOfFiles(command))
                .withEntrypoint(ContainerScript.guarded(command, limits))
                .withCmd(List.of())
                .withWorkingDir(command.checkout().toString())
                .withHostName("job")
                .withLabels(Map.of(DockerEngine.JOB, command.name(), DockerEngine.BUILD, command.build()))
                .withStdinOpen(true)
                .withStdInOnce(true)
                .withAttachStdin(true)
                .withAttachStdout(true)
                .withAttachStderr(true)
                .withHostConfig(host(command))
                .exec()
                .getId();
    }

    private HostConfig host(JobCommand command) {
        String temporary = "rw,exec,nosuid,nodev,mode=1777,size=" + limits.temporaryFiles();
        // beyond the limit, so that it is usually the watch that stops the job, and states why
        long hard = limits.memory() + limits.memory() / 4 + (64 << 20);
        var host = HostConfig.newHostConfig()
                .withNetworkMode(config.network())
                .withReadonlyRootfs(true)
                .withCapDrop(Capability.ALL)
                .withSecurityOpts(List.of("no-new-privileges"))
                .withMemory(hard)
                .withMemorySwap(hard)
                .withPidsLimit((long) limits.processes() + 2 * ContainerScript.OWN_PROCESSES)
                .withShmSize(limits.temporaryFiles())
                .withTmpFs(Map.of("/tmp", temporary, "/var/tmp", temporary))
                // the output is read as it comes, and kept by us
                .withLogConfig(new LogConfig(LogConfig.LoggingType.NONE))
                .withMounts(List.of(
                        mount(command.checkout(), false), mount(command.home(), false), mount(command.script(), true)));
        config.cpus().ifPresent(cores -> host.withNanoCPUs(Math.round(cores * NANOS)));
        return host;
    }

    /** Fails at the engine if that does not have the path, where a bind would make an empty folder. */
    private static Mount mount(Path path, boolean isReadOnly) {
        return new Mount()
                .withType(MountType.BIND)
                .withSource(path.toString())
                .withTarget(path.toString())
                .withReadOnly(isReadOnly);
    }

    private String ownerOfFiles(JobCommand command) throws IOException, InterruptedException {
        if (user.uid().filter(uid -> uid == 0).isEmpty()) {
            return "%s:%s".formatted(attribute(command.home(), "unix:uid"), attribute(command.home(), "unix:gid"));
        }
        String own = String.valueOf(FIRST_USER + new JobMark(command.name()).number() % USERS);
        String owner = own + ":" + own;
        Process chown = new ProcessBuilder(
                        "chown",
                        "-hR",
                        owner,
                        "--",
                        command.checkout().toString(),
                        command.home().toString(),
                        command.script().toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!chown.waitFor(CHOWN_SECONDS, TimeUnit.SECONDS) || chown.exitValue() != 0) {
                throw new IOException("the files of the job cannot be given to user " + own);
            }
        } finally {
            chown.destroyForcibly();
        }
        return owner;
    }

    private static Object attribute(Path path, String name) throws IOException {
        return Files.getAttribute(path, name);
    }
}
