package dev.millrace.bench.git;

import dev.millrace.standalone.client.GitCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A repository with one commit and, optionally, 100,000 branches, in 100 groups of 1,000. */
final class WideRepository {

    static final String ONE_GROUP = "refs/heads/group-42/";

    private static final int GROUPS = 100;
    private static final int BRANCHES_IN_GROUP = 1_000;

    private WideRepository() {}

    /** Generates it below a folder, or reuses it from an earlier run. */
    static Path in(Path folder) throws IOException {
        return make(folder, "wide.git", GROUPS);
    }

    /** The same without all those branches. */
    static Path narrowIn(Path folder) throws IOException {
        return make(folder, "narrow.git", 0);
    }

    private static Path make(Path folder, String name, int groups) throws IOException {
        Path bare = folder.resolve(name);
        if (Files.exists(bare.resolve("packed-refs"))) {
            return bare;
        }
        Files.createDirectories(folder);
        GitCommand.run(folder, "init", "--quiet", "--bare", "--initial-branch=main", bare.toString());
        String tree = GitCommand.runWithInput(bare, "", "mktree");
        String commit = GitCommand.run(
                bare,
                "-c",
                "user.name=Ann",
                "-c",
                "user.email=ann@example.invalid",
                "commit-tree",
                tree,
                "-m",
                "The only one");
        var updates =
                new StringBuilder("create refs/heads/main ").append(commit).append('\n');
        for (int group = 0; group < groups; group++) {
            for (int branch = 0; branch < BRANCHES_IN_GROUP; branch++) {
                updates.append("create refs/heads/group-%02d/branch-%04d %s\n".formatted(group, branch, commit));
            }
        }
        GitCommand.runWithInput(bare, updates.toString(), "update-ref", "--stdin");
        GitCommand.run(bare, "pack-refs", "--all");
        return bare;
    }
}
