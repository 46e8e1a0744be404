package dev.millrace.pipeline.mirror;

import dev.millrace.pipeline.mirror.GitOutcome.Done;
import dev.millrace.pipeline.mirror.GitOutcome.Refused;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Operations on a mirror that need git itself: a working tree of a commit, and the commit behind a tag. */
@Singleton
public final class MirrorCheckout {

    private static final Duration QUICK = Duration.ofSeconds(15);

    private final MirrorAddress address;

    MirrorCheckout(MirrorAddress address) {
        this.address = address;
    }

    /**
     * Puts the files of a commit into an empty directory, with a {@code .git} of depth 1. No address with credentials and
     * no credentials stay behind.
     *
     * @param stop ends git when it is completed
     * @throws InterruptedException if this instance stops meanwhile
     */
    public GitOutcome checkOut(Mirror mirror, String sha, Path directory, Duration timeout, CompletionStage<?> stop)
            throws InterruptedException {
        String authorization = address.authorization(mirror);
        GitOutcome outcome = GitCommand.run(directory, authorization, QUICK, stop, List.of("init", "--quiet"));
        if (outcome instanceof Done) {
            var fetch = List.of("fetch", "--quiet", "--no-tags", "--depth=1", "--", address.clone(mirror), sha);
            outcome = GitCommand.run(directory, authorization, timeout, stop, fetch);
        }
        if (outcome instanceof Done) {
            outcome = GitCommand.run(
                    directory, "none", timeout, stop, List.of("checkout", "--quiet", "--detach", "FETCH_HEAD"));
        }
        return outcome;
    }

    /**
     * The commit that a tag names, when the tag is an object of its own. Empty when the mirror does not have the tag at
     * this object, or cannot be asked.
     *
     * @param tag short name
     * @param object the object that the tag's ref points to
     * @param directory any that exists
     * @throws InterruptedException if this instance stops meanwhile
     */
    public Optional<String> commitOf(Mirror mirror, String tag, String object, Path directory)
            throws InterruptedException {
        String ref = "refs/tags/" + tag;
        var list = List.of("ls-remote", "--", address.clone(mirror), ref, ref + "^{}");
        return switch (GitCommand.run(directory, address.authorization(mirror), QUICK, never(), list)) {
            case Done(String output) -> peeled(output, ref, object);
            case Refused refused -> Optional.empty();
        };
    }

    /**
     * The default branch of the mirror and its head.
     *
     * @param directory any that exists
     * @throws InterruptedException if this instance stops meanwhile
     */
    public RefOutcome defaultBranch(Mirror mirror, Path directory) throws InterruptedException {
        return switch (listed(mirror, List.of("HEAD"), directory)) {
            case Done(String output) -> ListedRefs.of(output).defaultBranch();
            case Refused(String reason) -> new RefOutcome.Unreachable(reason);
        };
    }

    /**
     * A branch or tag of the mirror.
     *
     * @param name short, or full, from a caller
     * @param directory any that exists
     * @throws InterruptedException if this instance stops meanwhile
     */
    public RefOutcome find(Mirror mirror, String name, Path directory) throws InterruptedException {
        if (!ListedRefs.isName(name)) {
            return new RefOutcome.NoSuchRef("this is no name of a branch or tag");
        }
        String shortName = name.replaceFirst("^refs/(heads|tags)/", "");
        String tag = ListedRefs.TAGS + shortName;
        return switch (listed(mirror, List.of(ListedRefs.BRANCHES + shortName, tag, tag + "^{}"), directory)) {
            case Done(String output) -> ListedRefs.of(output).named(name);
            case Refused(String reason) -> new RefOutcome.Unreachable(reason);
        };
    }

    private GitOutcome listed(Mirror mirror, List<String> refs, Path directory) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("ls-remote", "--symref", "--", address.clone(mirror)));
        command.addAll(refs);
        return GitCommand.run(directory, address.authorization(mirror), QUICK, never(), command);
    }

    private static CompletionStage<Void> never() {
        return new CompletableFuture<>();
    }

    private static Optional<String> peeled(String output, String ref, String object) {
        List<String> lines = output.lines().toList();
        if (!lines.contains(object + "\t" + ref)) {
            return Optional.empty();
        }
        return lines.stream()
                .filter(line -> line.endsWith("\t" + ref + "^{}"))
                .map(line -> line.substring(0, line.indexOf('\t')))
                .findFirst()
                .or(() -> Optional.of(object));
    }
}
