package dev.millrace.pipeline.registry;

import dev.millrace.kit.database.Database;
import dev.millrace.pipeline.mirror.FileOutcome;
import dev.millrace.pipeline.mirror.Mirror;
import dev.millrace.pipeline.mirror.MirrorCheckout;
import dev.millrace.pipeline.mirror.MirrorClient;
import dev.millrace.pipeline.mirror.Mirrors;
import dev.millrace.pipeline.mirror.RefOutcome;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the commit that a run checks out. Reads only. */
@Singleton
final class FindPlace {

    private static final Path ANYWHERE = Path.of(System.getProperty("java.io.tmpdir"));
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

    private final Database database;
    private final Mirrors mirrors;
    private final MirrorCheckout checkout;
    private final MirrorClient client;

    FindPlace(Database database, Mirrors mirrors, MirrorCheckout checkout, MirrorClient client) {
        this.database = database;
        this.mirrors = mirrors;
        this.checkout = checkout;
        this.client = client;
    }

    /** The result of {@link #find}. */
    sealed interface Outcome {

        /** The commit exists. */
        record Found(RunPlace place) implements Outcome {}

        /** No mirror has the ref. */
        record NotFound(String reason) implements Outcome {}

        /** A mirror that may have it could not be asked. */
        record Unreachable(String reason) implements Outcome {}
    }

    /**
     * The head of a ref, in the first mirror that has it.
     *
     * @param ref name of a branch or tag, or a commit of 40 hex digits; the default branch if empty
     */
    Outcome find(String team, String upstreamKey, Optional<String> ref) throws InterruptedException {
        List<Mirror> all = database.inTransaction(tx -> mirrors.ofTeam(tx, team, upstreamKey));
        Outcome outcome = new Outcome.NotFound("the repository has no mirror");
        for (Mirror mirror : all) {
            switch (find(mirror, ref)) {
                case RefOutcome.Found found -> {
                    return new Outcome.Found(place(mirror, upstreamKey, found));
                }
                case RefOutcome.NoSuchRef(String reason) ->
                    outcome = outcome instanceof Outcome.Unreachable ? outcome : new Outcome.NotFound(reason);
                case RefOutcome.Unreachable(String reason) -> outcome = new Outcome.Unreachable(reason);
            }
        }
        return outcome;
    }

    private RefOutcome find(Mirror mirror, Optional<String> ref) throws InterruptedException {
        if (ref.isEmpty()) {
            return checkout.defaultBranch(mirror, ANYWHERE);
        }
        return COMMIT.matcher(ref.get()).matches()
                ? commit(mirror, ref.get())
                : checkout.find(mirror, ref.get(), ANYWHERE);
    }

    /** Any file will do: the answer states whether the commit exists. */
    private RefOutcome commit(Mirror mirror, String sha) throws InterruptedException {
        return switch (client.read(mirror, "ops.yml", sha, 0)) {
            case FileOutcome.Found found -> new RefOutcome.Found(sha, sha);
            case FileOutcome.NoSuchFile none -> new RefOutcome.Found(sha, sha);
            case FileOutcome.NotThere(String reason) ->
                new RefOutcome.NoSuchRef("there is no commit %s: %s".formatted(sha, reason));
            case FileOutcome.Unreachable(String reason) -> new RefOutcome.Unreachable(reason);
        };
    }

    private RunPlace place(Mirror mirror, String upstreamKey, RefOutcome.Found found) {
        int colon = upstreamKey.lastIndexOf(':');
        String name =
                database.inTransaction(tx -> mirrors.fullName(tx, upstreamKey)).orElse(mirror.name());
        return new RunPlace(
                mirror,
                name,
                upstreamKey.substring(0, colon),
                upstreamKey.substring(colon + 1),
                Optional.empty(),
                found.ref(),
                Optional.empty(),
                found.commit(),
                Optional.empty());
    }
}
