package dev.millrace.pipeline.mirror;

import dev.millrace.pipeline.mirror.GitOutcome.Done;
import dev.millrace.pipeline.mirror.GitOutcome.Refused;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Which files differ between two commits of a mirror. Only trees and commits are fetched, into a directory that is deleted
 * afterwards. A comparison that takes too long, or has more names than fit into a megabyte, has no result.
 */
@Singleton
public final class MirrorDiff {

    private static final Logger LOG = Logger.getLogger(MirrorDiff.class);
    private static final Duration LONGEST = Duration.ofSeconds(25);
    /** Commits of each side in which a merge base is sought: most changes are young, and a whole history may be long. */
    private static final List<Integer> DEPTHS = List.of(100, 2_000);

    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

    private final MirrorAddress address;
    private final Clock clock;

    MirrorDiff(MirrorAddress address, Clock clock) {
        this.address = address;
        this.clock = clock;
    }

    /**
     * The files in which two commits differ, in the order of their names. Empty if the mirror does not have both, or there are too
     * many.
     *
     * @param before commit, 40 or 64 hex digits
     * @param after commit
     * @throws InterruptedException if this instance stops meanwhile
     */
    public Optional<List<String>> between(Mirror mirror, String before, String after) throws InterruptedException {
        return compare(mirror, before, after, false);
    }

    /**
     * The files that a branch has changed since it left another one. Empty if the mirror does not have both, the commit at which it
     * left is far back, or there are too many.
     *
     * @param base commit of the other branch
     * @param head commit of the branch
     * @throws InterruptedException if this instance stops meanwhile
     */
    public Optional<List<String>> sinceMergeBase(Mirror mirror, String base, String head) throws InterruptedException {
        return compare(mirror, base, head, true);
    }

    private Optional<List<String>> compare(Mirror mirror, String from, String to, boolean sinceMergeBase)
            throws InterruptedException {
        if (!COMMIT.matcher(from).matches() || !COMMIT.matcher(to).matches()) {
            return Optional.empty();
        }
        try {
            Path directory = Files.createTempDirectory("millrace-diff");
            try {
                var work = new Work(clock, directory, address.clone(mirror), address.authorization(mirror));
                String base = sinceMergeBase ? work.mergeBase(from, to) : from;
                return Optional.of(work.names(base, to));
            } finally {
                delete(directory);
            }
        } catch (NoResult e) {
            LOG.infof(
                    "changed files are not known: repositoryId=%s from=%s to=%s: %s",
                    mirror.repositoryId(), from, to, e.getMessage());
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** One comparison, in a directory of its own. */
    private static final class Work {

        private final Clock clock;
        private final Instant end;
        private final Path directory;
        private final String url;
        private final String authorization;

        Work(Clock clock, Path directory, String url, String authorization) {
            this.clock = clock;
            this.end = clock.instant().plus(LONGEST);
            this.directory = directory;
            this.url = url;
            this.authorization = authorization;
        }

        String mergeBase(String base, String head) throws IOException, InterruptedException {
            Path commits = repository("commits");
            for (int depth : DEPTHS) {
                fetch(commits, "tree:0", depth, base, head);
                // it fails where there is none
                if (git(commits, List.of("merge-base", base, head)) instanceof Done(String found)) {
                    return found;
                }
            }
            throw new NoResult("no common commit among the newest %d".formatted(DEPTHS.getLast()));
        }

        /** In a repository of its own: a server does not send trees of commits that the client states to have. */
        List<String> names(String before, String after) throws IOException, InterruptedException {
            Path trees = repository("trees");
            fetch(trees, "blob:none", 1, before, after);
            var diff = List.of("diff-tree", "-r", "-z", "--name-only", "--no-renames", before, after);
            String names = done(git(trees, diff));
            return names.isEmpty() ? List.of() : Arrays.asList(names.split("\0"));
        }

        private Path repository(String name) throws IOException, InterruptedException {
            Path repository = Files.createDirectory(directory.resolve(name));
            done(git(repository, List.of("init", "--quiet", "--bare")));
            return repository;
        }

        private void fetch(Path repository, String filter, int depth, String... commits) throws InterruptedException {
            List<String> command = new ArrayList<>(List.of("fetch", "--quiet", "--no-tags", "--no-write-fetch-head"));
            command.addAll(List.of("--filter=" + filter, "--depth=" + depth, "--", url));
            command.addAll(List.of(commits));
            done(git(repository, command));
        }

        private GitOutcome git(Path repository, List<String> arguments) throws InterruptedException {
            Duration left = Duration.between(clock.instant(), end);
            if (!left.isPositive()) {
                throw new NoResult("it takes longer than " + LONGEST.toSeconds() + " s");
            }
            return GitCommand.run(repository, authorization, left, new CompletableFuture<>(), arguments);
        }

        private static String done(GitOutcome outcome) {
            return switch (outcome) {
                case Done(String output) -> output;
                case Refused(String reason) -> throw new NoResult(reason);
            };
        }
    }

    /** There is no result, for a reason that is no error of ours. */
    private static final class NoResult extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NoResult(String reason) {
            super(reason);
        }
    }
}
