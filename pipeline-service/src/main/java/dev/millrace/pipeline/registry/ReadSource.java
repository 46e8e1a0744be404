package dev.millrace.pipeline.registry;

import dev.millrace.kit.database.Database;
import dev.millrace.pipeline.mirror.FileContent;
import dev.millrace.pipeline.mirror.FileOutcome;
import dev.millrace.pipeline.mirror.Mirror;
import dev.millrace.pipeline.mirror.MirrorCheckout;
import dev.millrace.pipeline.mirror.MirrorClient;
import dev.millrace.pipeline.mirror.Mirrors;
import dev.millrace.pipeline.mirror.RefOutcome;
import dev.millrace.pipeline.workflow.OpsFileOutcome;
import dev.millrace.pipeline.workflow.ReadOpsFile;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.List;

/** Asks the mirrors of a repository what its default branch defines. Reads only. */
@Singleton
final class ReadSource {

    private static final String FILE = "ops.yml";
    private static final Path ANYWHERE = Path.of(System.getProperty("java.io.tmpdir"));

    private final Database database;
    private final Mirrors mirrors;
    private final MirrorCheckout checkout;
    private final MirrorClient client;

    ReadSource(Database database, Mirrors mirrors, MirrorCheckout checkout, MirrorClient client) {
        this.database = database;
        this.mirrors = mirrors;
        this.checkout = checkout;
        this.client = client;
    }

    /** The first mirror that can be asked decides, as long as it is not empty. */
    SourceReading read(SourceClaim claim) throws InterruptedException {
        List<Mirror> all = database.inTransaction(tx -> mirrors.ofTeam(tx, claim.team(), claim.upstreamKey()));
        SourceReading reading = new SourceReading.Failed("no mirror of it is known");
        for (Mirror mirror : all) {
            SourceReading next = read(mirror);
            if (!(next instanceof SourceReading.Failed) && !(next instanceof SourceReading.NoCommit)) {
                return next;
            }
            reading = reading instanceof SourceReading.NoCommit ? reading : next;
        }
        return reading;
    }

    private SourceReading read(Mirror mirror) throws InterruptedException {
        return switch (checkout.defaultBranch(mirror, ANYWHERE)) {
            case RefOutcome.Found(String branch, String commit) -> read(mirror, branch, commit);
            case RefOutcome.NoSuchRef none -> new SourceReading.NoCommit();
            case RefOutcome.Unreachable(String reason) -> new SourceReading.Failed(reason);
        };
    }

    private SourceReading read(Mirror mirror, String branch, String sha) throws InterruptedException {
        return switch (client.read(mirror, FILE, sha, ReadOpsFile.LARGEST_FILE)) {
            case FileOutcome.Found(FileContent content) -> understood(branch, sha, content);
            case FileOutcome.NoSuchFile none -> new SourceReading.NoFile(branch, sha);
            case FileOutcome.NotThere(String reason) -> new SourceReading.Failed(reason);
            case FileOutcome.Unreachable(String reason) -> new SourceReading.Failed(reason);
        };
    }

    private static SourceReading understood(String branch, String sha, FileContent content) {
        return switch (ReadOpsFile.read(content.bytes())) {
            case OpsFileOutcome.Workflows workflows -> new SourceReading.Defined(branch, sha, workflows);
            case OpsFileOutcome.Broken broken -> new SourceReading.Broken(branch, sha, broken.message());
        };
    }
}
