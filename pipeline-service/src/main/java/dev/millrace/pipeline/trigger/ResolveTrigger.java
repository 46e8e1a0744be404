package dev.millrace.pipeline.trigger;

import dev.millrace.pipeline.PipelineConfig;
import dev.millrace.pipeline.mirror.FileContent;
import dev.millrace.pipeline.mirror.FileOutcome;
import dev.millrace.pipeline.mirror.Mirror;
import dev.millrace.pipeline.mirror.MirrorCheckout;
import dev.millrace.pipeline.mirror.MirrorClient;
import dev.millrace.pipeline.mirror.Mirrors;
import dev.millrace.pipeline.workflow.OpsFileOutcome;
import dev.millrace.pipeline.workflow.ReadOpsFile;
import dev.millrace.pipeline.workflow.TriggerEvent;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Asks the mirror what a trigger starts. Reads only. */
@Singleton
final class ResolveTrigger {

    private static final String FILE = "ops.yml";
    private static final Path ANYWHERE = Path.of(System.getProperty("java.io.tmpdir"));

    private final Mirrors mirrors;
    private final MirrorClient client;
    private final MirrorCheckout checkout;
    private final Duration reportAfter;
    private final Clock clock;

    ResolveTrigger(Mirrors mirrors, MirrorClient client, MirrorCheckout checkout, PipelineConfig config, Clock clock) {
        this.mirrors = mirrors;
        this.client = client;
        this.checkout = checkout;
        this.reportAfter = config.trigger().reportAfter();
        this.clock = clock;
    }

    /** The first mirror that has the commit decides; another may be behind, or deleted. */
    ResolveOutcome resolve(TriggerRow trigger) throws InterruptedException {
        List<Mirror> all = mirrors.list(trigger.instance(), trigger.forgeRepositoryId(), trigger.installationId());
        ResolveOutcome outcome = new ResolveOutcome.NoMirror();
        for (Mirror mirror : all) {
            ResolveOutcome read = resolve(trigger, mirror);
            if (!(read instanceof ResolveOutcome.NotYet notYet)) {
                return read;
            }
            outcome = outcome instanceof ResolveOutcome.NotYet && !notYet.overdue() ? outcome : read;
        }
        return outcome;
    }

    private ResolveOutcome resolve(TriggerRow trigger, Mirror mirror) throws InterruptedException {
        if (trigger.fromFork()) {
            return fork(trigger, mirror);
        }
        Optional<String> commit = commit(trigger, mirror);
        if (commit.isEmpty()) {
            return notYet(trigger, mirror, "the mirror does not show the tag " + trigger.ref());
        }
        return switch (client.read(mirror, FILE, commit.get(), ReadOpsFile.LARGEST_FILE)) {
            case FileOutcome.Found(FileContent content) -> understood(trigger, mirror, commit.get(), content);
            case FileOutcome.NoSuchFile none -> new ResolveOutcome.NoFile();
            case FileOutcome.NotThere(String reason) -> notYet(trigger, mirror, reason);
            case FileOutcome.Unreachable(String reason) -> notYet(trigger, mirror, reason);
        };
    }

    private ResolveOutcome fork(TriggerRow trigger, Mirror mirror) throws InterruptedException {
        return switch (onDefaultBranch(mirror)) {
            case FileOutcome.Found found -> new ResolveOutcome.ForkNotRun(mirror);
            case FileOutcome.NoSuchFile none -> new ResolveOutcome.NoFile();
            case FileOutcome.NotThere(String reason) -> notYet(trigger, mirror, reason);
            case FileOutcome.Unreachable(String reason) -> notYet(trigger, mirror, reason);
        };
    }

    /** A repository whose default branch has no file has no pipelines, so none of its users expects a check. */
    private ResolveOutcome notYet(TriggerRow trigger, Mirror mirror, String reason) throws InterruptedException {
        boolean late = trigger.receivedAt().plus(reportAfter).isBefore(clock.instant());
        return new ResolveOutcome.NotYet(mirror, late && onDefaultBranch(mirror) instanceof FileOutcome.Found, reason);
    }

    private FileOutcome onDefaultBranch(Mirror mirror) throws InterruptedException {
        return client.read(mirror, FILE, "HEAD", ReadOpsFile.LARGEST_FILE);
    }

    /** An annotated tag's ref points to a tag object, while check runs and builds need commits. */
    private Optional<String> commit(TriggerRow trigger, Mirror mirror) throws InterruptedException {
        return trigger.event() == TriggerEvent.TAG_CREATED
                ? checkout.commitOf(mirror, trigger.ref(), trigger.sha(), ANYWHERE)
                : Optional.of(trigger.sha());
    }

    private static ResolveOutcome understood(TriggerRow trigger, Mirror mirror, String commit, FileContent content) {
        return switch (ReadOpsFile.read(content.bytes())) {
            case OpsFileOutcome.Broken broken -> new ResolveOutcome.BrokenFile(mirror, commit, broken);
            case OpsFileOutcome.Workflows workflows ->
                new ResolveOutcome.Read(
                        mirror,
                        commit,
                        workflows.pipelines().stream()
                                .filter(pipeline -> pipeline.isStartedBy(trigger.facts()))
                                .toList());
        };
    }
}
