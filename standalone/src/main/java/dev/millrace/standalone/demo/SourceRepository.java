package dev.millrace.standalone.demo;

import dev.millrace.standalone.client.GitCommand;
import dev.millrace.standalone.client.UnexpectedAnswer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A copy of a user's Git repository for the demo: committed work only, in a bare repository with a branch checked out
 * as HEAD. The original is only read.
 *
 * @param folder the bare repository
 * @param name its name at the forge: letters, digits, {@code . _ -}
 */
public record SourceRepository(Path folder, String name) {

    private static final Map<String, String> AUTHOR = Map.of(
            "GIT_AUTHOR_NAME", "Millrace demo",
            "GIT_AUTHOR_EMAIL", "demo@millrace.invalid",
            "GIT_COMMITTER_NAME", "Millrace demo",
            "GIT_COMMITTER_EMAIL", "demo@millrace.invalid");

    /**
     * Copies branches and tags. Of a shallow checkout, whose history is incomplete, only the newest content is copied,
     * as one commit; a checkout of a commit without a branch gets the branch {@code main}.
     *
     * @param original a checkout or a bare repository
     * @param target folder of the copy; must not exist
     * @throws UnexpectedAnswer if the original is not a Git repository with a commit
     */
    public static SourceRepository copyOf(Path original, Path target) {
        if (!isRepositoryWithCommit(original)) {
            throw new UnexpectedAnswer(
                    "%s is not a Git repository with a commit; give another with --repo PATH".formatted(original));
        }
        boolean shallow = "true".equals(GitCommand.run(original, "rev-parse", "--is-shallow-repository"));
        try {
            Files.createDirectories(target.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a folder for " + target, e);
        }
        if (shallow) {
            copyContent(original, target);
        } else {
            GitCommand.run(original, "clone", "--quiet", "--bare", "--", gitFolder(original), target.toString());
        }
        putHeadOnABranch(target);
        return new SourceRepository(target, nameOf(original));
    }

    private static boolean isRepositoryWithCommit(Path original) {
        try {
            GitCommand.run(original, "rev-parse", "--verify", "--quiet", "HEAD^{commit}");
            return true;
        } catch (UnexpectedAnswer e) {
            return false; // git's own message only helps readers who know which command was run
        }
    }

    private static String gitFolder(Path original) {
        return GitCommand.run(original, "rev-parse", "--path-format=absolute", "--git-common-dir");
    }

    private static void copyContent(Path original, Path target) {
        GitCommand.run(original, "init", "--quiet", "--bare", target.toString());
        // a tree's objects are complete in a shallow checkout too: pack exactly those
        String tree = GitCommand.run(original, "rev-parse", "HEAD^{tree}");
        String objects = GitCommand.run(original, "rev-list", "--objects", "--no-walk", tree)
                .lines()
                .map(line -> line.substring(0, 40))
                .collect(java.util.stream.Collectors.joining("\n", "", "\n"));
        GitCommand.runWithInput(
                original,
                objects,
                "pack-objects",
                "--quiet",
                target.resolve("objects/pack/pack").toString());
        String commit = GitCommand.run(target, AUTHOR, "commit-tree", tree, "-m", "The checkout as it is");
        GitCommand.run(target, "update-ref", "refs/heads/main", commit);
        GitCommand.run(target, "symbolic-ref", "HEAD", "refs/heads/main");
    }

    private static void putHeadOnABranch(Path target) {
        String head = GitCommand.run(target, "rev-parse", "--abbrev-ref", "HEAD");
        if ("HEAD".equals(head)) {
            GitCommand.run(target, "update-ref", "refs/heads/main", "HEAD");
            GitCommand.run(target, "symbolic-ref", "HEAD", "refs/heads/main");
        }
    }

    private static String nameOf(Path original) {
        Path file = original.toAbsolutePath().normalize().getFileName();
        String name =
                file == null ? "" : file.toString().replaceAll("\\.git$", "").replaceAll("[^A-Za-z0-9_-]+", "-");
        return name.replaceAll("^-+|-+$", "").isEmpty() ? "checkout" : name;
    }
}
