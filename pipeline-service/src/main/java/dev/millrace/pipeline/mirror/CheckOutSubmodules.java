package dev.millrace.pipeline.mirror;

import dev.millrace.pipeline.mirror.GitOutcome.Done;
import dev.millrace.pipeline.mirror.GitOutcome.Refused;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Checks out the submodules of a checkout from the team's mirrors of their upstreams. One without such a mirror stays an empty folder,
 * and the log states why: many builds do not need it.
 */
@Singleton
public final class CheckOutSubmodules {

    private static final Duration QUICK = Duration.ofSeconds(15);
    private static final String FILE = ".gitmodules";
    private static final int MOST = 100;
    private static final int DEEPEST = 5;

    private final Mirrors mirrors;
    private final MirrorCheckout checkout;
    private final RequestSync requestSync;

    CheckOutSubmodules(Mirrors mirrors, MirrorCheckout checkout, RequestSync requestSync) {
        this.mirrors = mirrors;
        this.checkout = checkout;
        this.requestSync = requestSync;
    }

    /**
     * A checkout with its submodules.
     *
     * @param team whose mirrors may be read
     * @param deadline of {@link System#nanoTime}
     * @param note gets lines for the log of the job
     * @param stop ends git when it is completed
     */
    public record Request(String team, long deadline, Consumer<String> note, CompletionStage<?> stop) {

        private Duration left() {
            return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
        }
    }

    /**
     * Checks them out, and theirs.
     *
     * @param of the repository that was checked out
     * @param directory its checkout, which no process of a job has changed
     * @return refused if a mirror does not have a commit that it should have; a sync of it is requested
     * @throws InterruptedException if this instance stops meanwhile
     */
    public GitOutcome checkOut(UpstreamName of, Path directory, Request request)
            throws IOException, InterruptedException {
        var walk = new Walk(request);
        walk.checkOut(of, directory, 0);
        return walk.refusal.<GitOutcome>map(Refused::new).orElseGet(() -> new Done(""));
    }

    private final class Walk {

        private final Request request;
        private int count;
        private Optional<String> refusal = Optional.empty();

        private Walk(Request request) {
            this.request = request;
        }

        private void checkOut(UpstreamName of, Path directory, int depth) throws IOException, InterruptedException {
            if (!Files.isRegularFile(directory.resolve(FILE), LinkOption.NOFOLLOW_LINKS)) {
                return;
            }
            for (Submodule submodule : list(directory)) {
                if (refusal.isPresent() || request.stop().toCompletableFuture().isDone()) {
                    return;
                }
                if (count == MOST || depth == DEEPEST) {
                    leaveEmpty(submodule, "a checkout has %d submodules at most, %d deep".formatted(MOST, DEEPEST));
                    return;
                }
                count++;
                checkOut(of, directory, submodule, depth);
            }
        }

        private List<Submodule> list(Path directory) throws InterruptedException {
            var config = List.of("config", "--file", FILE, "--list", "-z");
            if (!(GitCommand.run(directory, "none", QUICK, request.stop(), config) instanceof Done(String listed))) {
                request.note().accept("submodules are left empty: %s cannot be read".formatted(FILE));
                return List.of();
            }
            Map<String, String> addresses = Submodule.addresses(listed);
            if (addresses.isEmpty() || addresses.size() > MOST) {
                if (!addresses.isEmpty()) {
                    request.note().accept("submodules are left empty: %s lists more than %d".formatted(FILE, MOST));
                }
                return List.of();
            }
            List<String> index = new ArrayList<>(List.of("--literal-pathspecs", "ls-files", "--stage", "-z", "--"));
            index.addAll(addresses.keySet());
            return GitCommand.run(directory, "none", QUICK, request.stop(), index) instanceof Done(String staged)
                    ? Submodule.of(addresses, staged)
                    : List.of();
        }

        private void checkOut(UpstreamName of, Path directory, Submodule submodule, int depth)
                throws IOException, InterruptedException {
            Optional<UpstreamName> upstream = of.resolve(submodule.address());
            if (upstream.isEmpty()) {
                leaveEmpty(submodule, "'%s' is no address of a repository at a forge".formatted(submodule.address()));
                return;
            }
            List<Mirror> found = mirrors.named(request.team(), upstream.get());
            if (found.isEmpty()) {
                leaveEmpty(
                        submodule,
                        "team '%s' has no mirror of %s at %s"
                                .formatted(
                                        request.team(),
                                        upstream.get().fullName(),
                                        upstream.get().instance()));
                return;
            }
            Optional<Path> folder = folder(directory, submodule.path());
            if (folder.isEmpty()) {
                leaveEmpty(submodule, "its path is no empty folder of the checkout");
                return;
            }
            switch (checkOut(found, submodule, folder.get())) {
                case Done done -> checkOut(upstream.get(), folder.get(), depth + 1);
                case Refused(String reason) -> {
                    requestSync.request(
                            found.getFirst(), "a submodule of a build is at a commit that is missing", submodule.sha());
                    refusal = Optional.of("submodule '%s' has no commit %s in the mirror of %s: %s"
                            .formatted(
                                    submodule.path(),
                                    submodule.sha(),
                                    upstream.get().fullName(),
                                    reason));
                }
            }
        }

        private GitOutcome checkOut(List<Mirror> found, Submodule submodule, Path folder) throws InterruptedException {
            GitOutcome outcome = new Refused("no mirror");
            for (Mirror mirror : found) {
                outcome = checkout.checkOut(mirror, submodule.sha(), folder, request.left(), request.stop());
                if (outcome instanceof Done) {
                    return outcome;
                }
            }
            return outcome;
        }

        private void leaveEmpty(Submodule submodule, String reason) {
            request.note().accept("submodule '%s' is left empty: %s".formatted(submodule.path(), reason));
        }

        /** The folder that git has made for the submodule; empty if a part of its path is a link, or it has content. */
        private Optional<Path> folder(Path directory, String path) throws IOException {
            Path root = directory.toRealPath();
            Path folder = root.resolve(path).normalize();
            if (!folder.startsWith(root)
                    || folder.equals(root)
                    || !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                    || !folder.toRealPath().equals(folder)) {
                return Optional.empty();
            }
            try (var content = Files.newDirectoryStream(folder)) {
                return content.iterator().hasNext() ? Optional.empty() : Optional.of(folder);
            }
        }
    }
}
