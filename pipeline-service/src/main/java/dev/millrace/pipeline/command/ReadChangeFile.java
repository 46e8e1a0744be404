package dev.millrace.pipeline.command;

import dev.millrace.pipeline.mirror.FileContent;
import dev.millrace.pipeline.mirror.FileOutcome;
import dev.millrace.pipeline.mirror.Mirror;
import dev.millrace.pipeline.mirror.MirrorClient;
import dev.millrace.pipeline.mirror.Mirrors;
import dev.millrace.pipeline.workflow.OpsFileOutcome.Broken;
import dev.millrace.pipeline.workflow.OpsFileOutcome.Workflows;
import dev.millrace.pipeline.workflow.ReadOpsFile;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Reads {@code ops.yml} from the mirror: at the commit, or on the branch that a change from a fork goes into. */
@Singleton
final class ReadChangeFile {

    private static final String FILE = "ops.yml";

    private final Mirrors mirrors;
    private final MirrorClient client;

    ReadChangeFile(Mirrors mirrors, MirrorClient client) {
        this.mirrors = mirrors;
        this.client = client;
    }

    ChangeFile read(CommandContext context) throws InterruptedException {
        var place = context.place();
        String ref = context.needsApproval() ? "refs/heads/" + context.change().baseRef() : context.sha();
        List<Mirror> all =
                mirrors.list(place.instance(), place.forgeRepositoryId(), Optional.of(place.installationId()));
        ChangeFile read = new ChangeFile.Unusable("there is no mirror of this repository");
        for (Mirror mirror : all) {
            read = read(mirror, ref);
            if (!(read instanceof ChangeFile.NotYet)) {
                return read;
            }
        }
        return read;
    }

    private ChangeFile read(Mirror mirror, String ref) throws InterruptedException {
        return switch (client.read(mirror, FILE, ref, ReadOpsFile.LARGEST_FILE)) {
            case FileOutcome.Found(FileContent content) ->
                switch (ReadOpsFile.read(content.bytes())) {
                    case Workflows workflows -> new ChangeFile.Found(mirror, workflows);
                    case Broken broken ->
                        new ChangeFile.Unusable("`ops.yml` is broken in line %d".formatted(broken.line()));
                };
            case FileOutcome.NoSuchFile none -> new ChangeFile.Unusable("there is no `ops.yml`");
            case FileOutcome.NotThere(String reason) -> new ChangeFile.NotYet(reason);
            case FileOutcome.Unreachable(String reason) -> new ChangeFile.NotYet(reason);
        };
    }
}
