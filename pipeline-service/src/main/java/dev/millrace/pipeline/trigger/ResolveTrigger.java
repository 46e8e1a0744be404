package dev.millrace.pipeline.trigger;

import dev.millrace.pipeline.PipelineConfig;
import dev.millrace.pipeline.approval.Approvals;
import dev.millrace.pipeline.mirror.FileContent;
import dev.millrace.pipeline.mirror.FileOutcome;
import dev.millrace.pipeline.mirror.Mirror;
import dev.millrace.pipeline.mirror.MirrorCheckout;
import dev.millrace.pipeline.mirror.MirrorClient;
import dev.millrace.pipeline.mirror.MirrorDiff;
import dev.millrace.pipeline.mirror.Mirrors;
import dev.millrace.pipeline.workflow.OpsFileOutcome;
import dev.millrace.pipeline.workflow.ReadOpsFile;
import dev.millrace.pipeline.workflow.StartedPipelines;
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
    private final MirrorDiff diff;
    private final Approvals approvals;
    private final Duration reportAfter;
    private final Clock clock;

    ResolveTrigger(
            Mirrors mirrors,
            MirrorClient client,
            MirrorCheckout checkout,
            MirrorDiff diff,
            Approvals approvals,
            PipelineConfig config,
            Clock clock) {
        this.mirrors = mirrors;
        this.client = client;
        this.checkout = checkout;
        this.diff = diff;
        this.approvals = approvals;
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
            case FileOutcome.NoSuchFile none ->
                new ResolveOutcome.NoFile(mirror, commit.get(), hasPipelines(trigger, mirror));
            case FileOutcome.NotThere(String reason) -> notYet(trigger, mirror, reason);
            case FileOutcome.Unreachable(String reason) -> notYet(trigger, mirror, reason);
        };
    }

    /** A change that removes the file is still one of a repository with pipelines. */
    private boolean hasPipelines(TriggerRow trigger, Mirror mirror) throws InterruptedException {
        return trigger.isGated() && onDefaultBranch(mirror) instanceof FileOutcome.Found;
    }

    /** The author of a fork must not decide what runs, so the file is that of the branch that the change goes into. */
    private ResolveOutcome fork(TriggerRow trigger, Mirror mirror) throws InterruptedException {
        String base = "refs/heads/" + trigger.baseRef().orElseThrow();
        return switch (client.read(mirror, FILE, base, ReadOpsFile.LARGEST_FILE)) {
            case FileOutcome.Found(FileContent content) ->
                fork(trigger, mirror, understood(trigger, mirror, trigger.sha(), content));
            case FileOutcome.NoSuchFile none -> new ResolveOutcome.NoFile(mirror, trigger.sha(), false);
            case FileOutcome.NotThere(String reason) -> notYet(trigger, mirror, reason);
            case FileOutcome.Unreachable(String reason) -> notYet(trigger, mirror, reason);
        };
    }

    private ResolveOutcome fork(TriggerRow trigger, Mirror mirror, ResolveOutcome read) throws InterruptedException {
        if (!(read instanceof ResolveOutcome.Read found) || found.pipelines().isEmpty()) {
            return read;
        }
        if (approvals.approvedBy(trigger.changeCommit()).isEmpty()) {
            return new ResolveOutcome.ForkNotRun(mirror, found.pipelines());
        }
        // whether the fork has a file does not matter, only whether the mirror has the commit
        return switch (client.read(mirror, FILE, trigger.sha(), ReadOpsFile.LARGEST_FILE)) {
            case FileOutcome.Found there -> new ResolveOutcome.ForkApproved(mirror, found.pipelines());
            case FileOutcome.NoSuchFile there -> new ResolveOutcome.ForkApproved(mirror, found.pipelines());
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

    private ResolveOutcome understood(TriggerRow trigger, Mirror mirror, String commit, FileContent content)
            throws InterruptedException {
        return switch (ReadOpsFile.read(content.bytes())) {
            case OpsFileOutcome.Broken broken -> new ResolveOutcome.BrokenFile(mirror, commit, broken);
            case OpsFileOutcome.Workflows workflows ->
                new ResolveOutcome.Read(
                        mirror,
                        commit,
                        StartedPipelines.of(
                                workflows.pipelines(), trigger.facts(), () -> changedFiles(trigger, mirror, commit)));
        };
    }

    /** A change is compared with the commit at which it left its base; a push and a merge group with what was there before. */
    private Optional<List<String>> changedFiles(TriggerRow trigger, Mirror mirror, String commit)
            throws InterruptedException {
        if (trigger.baseSha().isEmpty()) {
            return Optional.empty();
        }
        String base = trigger.baseSha().get();
        return switch (trigger.event()) {
            case PUSHED, MERGE_GROUP -> diff.between(mirror, base, commit);
            case CHANGE_OPENED, CHANGE_SYNCHRONIZED, CHANGE_REOPENED, CHANGE_MERGED, CHANGE_CLOSED ->
                diff.sinceMergeBase(mirror, base, commit);
            case TAG_CREATED, SCHEDULED, MANUAL -> Optional.empty();
        };
    }
}
