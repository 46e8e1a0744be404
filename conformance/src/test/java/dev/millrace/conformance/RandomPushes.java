package dev.millrace.conformance;

import dev.millrace.testing.TestGit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Random;

/** What users push over time, the same for each seed: commits, branches, tags, rewritten history and deletions. */
final class RandomPushes {

    private final TestGit work;
    private final Random random;

    /** @param work a clone, which pushes to its origin */
    RandomPushes(TestGit work, long seed) {
        this.work = work;
        this.random = new Random(seed);
    }

    /** @param i number of the push, different for each */
    void push(int i) {
        List<String> branches = work.ok("for-each-ref", "--format=%(refname:short)", "refs/heads")
                .lines()
                .filter(branch -> !branch.equals("main"))
                .toList();
        String origin = "origin";
        switch (random.nextInt(branches.isEmpty() ? 4 : 7)) {
            case 0, 1 -> {
                work.ok("checkout", "--quiet", "main");
                commit("file" + random.nextInt(5), "content " + i, "Change " + i);
                work.ok("push", "--quiet", origin, "main");
            }
            case 2 -> {
                String branch = "topic/" + i;
                work.ok("checkout", "--quiet", "-b", branch, "main");
                commit("topic" + i, "content", "Begin topic " + i);
                work.ok("push", "--quiet", origin, branch);
            }
            case 3 -> {
                String tag = "v" + i;
                if (random.nextBoolean()) {
                    work.ok("tag", tag);
                } else {
                    work.ok("tag", "--annotate", "--message", "Release " + i, tag);
                }
                work.ok("push", "--quiet", origin, tag);
            }
            case 4 -> {
                String branch = branches.get(random.nextInt(branches.size()));
                work.ok("checkout", "--quiet", branch);
                work.ok("commit", "--quiet", "--amend", "--message", "Rewritten " + i);
                work.ok("push", "--quiet", "--force", origin, branch);
            }
            case 5 -> {
                String branch = branches.get(random.nextInt(branches.size()));
                work.ok("checkout", "--quiet", "main");
                work.ok("branch", "--quiet", "-D", branch);
                work.ok("push", "--quiet", "--delete", origin, branch);
            }
            default -> {
                String branch = branches.get(random.nextInt(branches.size()));
                work.ok("checkout", "--quiet", branch);
                commit("more" + i, "content", "Go on with " + branch);
                work.ok("push", "--quiet", origin, branch);
            }
        }
    }

    private void commit(String file, String content, String message) {
        try {
            Files.writeString(work.folder().resolve(file), content + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        work.ok("add", file);
        work.ok("commit", "--quiet", "--allow-empty", "--message", message);
    }
}
