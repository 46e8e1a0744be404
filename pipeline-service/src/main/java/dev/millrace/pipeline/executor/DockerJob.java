package dev.millrace.pipeline.executor;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.exception.BadRequestException;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.WaitResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A job in a container. Its image is made available, and the container started, on a thread of its own, so that a job can be stopped
 * meanwhile. The container's input is held open from here: when this service dies, it breaks, and a guard in the container ends it.
 */
final class DockerJob implements JobExecution {

    private static final Logger LOG = Logger.getLogger(DockerJob.class);
    private static final Duration ATTACH_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration OUTPUT_TIMEOUT = Duration.ofSeconds(5);
    private static final int KILLED = 137;

    private final DockerEngine engine;
    private final DockerClient client;
    private final DockerImages images;
    private final DockerContainer container;
    private final JobCommand command;
    private final JobLimits limits;
    private final Duration grace;

    private final OutputPipe output = new OutputPipe();
    private final HeldInput input;
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();
    private final CompletableFuture<ExceededLimit> exceeded = new CompletableFuture<>();
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable String id;
    private boolean closed;

    DockerJob(
            DockerEngine engine,
            DockerImages images,
            DockerContainer container,
            JobCommand command,
            JobLimits limits,
            Duration grace) {
        this.engine = engine;
        this.client = engine.client();
        this.images = images;
        this.container = container;
        this.command = command;
        this.limits = limits;
        this.grace = grace;
        this.input = new HeldInput(ContainerScript.variables(command));
        this.thread = Thread.ofVirtual().name("docker-job").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            String image = images.prepare(command, output);
            String made = container.create(image, command);
            if (isClosedNow(made)) {
                engine.remove(made);
                exit.complete(KILLED);
                return;
            }
            exit.complete(runs(made));
        } catch (InterruptedException | InterruptedIOException e) {
            exit.complete(KILLED);
        } catch (IOException e) {
            exit.completeExceptionally(e);
        } catch (RuntimeException e) {
            fail(e);
        } finally {
            output.end();
        }
    }

    private void fail(RuntimeException e) {
        if (isClosed()) {
            exit.complete(KILLED);
        } else {
            exit.completeExceptionally(failure(e));
        }
    }

    private IOException failure(RuntimeException e) {
        String reason = DockerEngine.reason(e);
        if (reason.contains("\"bash\"")) {
            return new RefusedJobException("the image has no bash, which runs the steps: " + reason);
        }
        boolean isOurs = reason.contains("bind source path does not exist");
        return new IOException(
                isOurs
                        ? reason + " (the Docker engine must see millrace.pipeline.work-directory at the same path)"
                        : "the container of the job failed: " + reason,
                e);
    }

    private int runs(String made) throws IOException, InterruptedException {
        var copied = new Copy();
        try (copied;
                var watch = new WatchContainer(client, made, command, limits, exceeded)) {
            client.attachContainerCmd(made)
                    .withStdIn(input)
                    .withStdOut(true)
                    .withStdErr(true)
                    .withFollowStream(true)
                    .exec(copied)
                    .awaitStarted(ATTACH_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            client.startContainerCmd(made).exec();
            watch.start();
            int code = exitOf(made);
            // what it printed last
            copied.awaitCompletion(OUTPUT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            return code;
        }
    }

    private int exitOf(String made) throws IOException, InterruptedException {
        var answer = new CompletableFuture<Integer>();
        var waiting = new WaitContainerResultCallback() {
            @Override
            public void onNext(WaitResponse response) {
                answer.complete(response.getStatusCode());
            }

            @Override
            public void onError(Throwable failure) {
                answer.completeExceptionally(failure);
            }

            @Override
            public void onComplete() {
                answer.completeExceptionally(new IOException("the engine broke off"));
            }
        };
        try (waiting) {
            client.waitContainerCmd(made).exec(waiting);
            int code = answer.get();
            reportWhatTheKernelEnded(made, code);
            return code;
        } catch (ExecutionException e) {
            if (isClosed()) {
                return KILLED;
            }
            throw new IOException("the Docker engine was lost while the job ran: " + DockerEngine.reason(e), e);
        }
    }

    private void reportWhatTheKernelEnded(String made, int code) {
        if (code == 0 || isClosed()) {
            return;
        }
        WatchContainer.ofExit(code, limits).ifPresent(exceeded::complete);
        try {
            if (Boolean.TRUE.equals(
                    client.inspectContainerCmd(made).exec().getState().getOOMKilled())) {
                exceeded.complete(WatchContainer.memory(limits));
            }
        } catch (NotFoundException e) {
            LOG.debugf("container %s was removed by another client", made);
        }
    }

    /** Copies what the container prints, as fast as that is read. */
    private final class Copy extends ResultCallback.Adapter<Frame> {

        @Override
        public void onNext(Frame frame) {
            try {
                output.write(frame.getPayload());
            } catch (InterruptedIOException e) {
                onError(e);
            }
        }

        @Override
        public void onError(Throwable failure) {
            // the usual end of a container that is removed; what it means for the job is known from its exit
            LOG.debugf("the output of job %s broke off: %s", command.name(), failure.getMessage());
            onComplete();
        }
    }

    @Override
    public InputStream output() {
        return output;
    }

    @Override
    public CompletableFuture<Integer> exit() {
        return exit;
    }

    @Override
    public CompletableFuture<ExceededLimit> exceeded() {
        return exceeded;
    }

    @Override
    public void stop() throws InterruptedException {
        String made = id();
        if (grace.isZero() || exit.isDone() || made == null) {
            return;
        }
        try {
            client.killContainerCmd(made).withSignal("TERM").exec();
            exit.get(grace.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.debugf("job %s has not ended within %s of SIGTERM", command.name(), grace);
        } catch (ExecutionException
                | ConflictException
                | NotFoundException
                | NotModifiedException
                | BadRequestException e) {
            LOG.debugf("job %s has ended meanwhile: %s", command.name(), e.getMessage());
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        String made = id();
        output.release();
        try {
            if (made == null) {
                // still at its image
                thread.interrupt();
            } else {
                engine.remove(made);
            }
        } catch (RuntimeException e) {
            LOG.errorf("the container of job %s is not removed: %s", command.name(), DockerEngine.reason(e));
        }
        input.close();
        await();
    }

    private void await() {
        try {
            if (!thread.join(OUTPUT_TIMEOUT)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Remembers the container, unless the job was ended before there was one. */
    private boolean isClosedNow(String made) {
        lock.lock();
        try {
            id = made;
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable String id() {
        lock.lock();
        try {
            return id;
        } finally {
            lock.unlock();
        }
    }
}
