package dev.millrace.sync;

import dev.millrace.testing.TestGit;
import java.util.Map;

/** A bare repository at the {@link FakeForge}, changed with git's own plumbing. */
public final class UpstreamRepository {

    final String fullName;
    private final TestGit git;

    private UpstreamRepository(String fullName, TestGit git) {
        this.fullName = fullName;
        this.git = git;
    }

    public static UpstreamRepository create(String fullName) {
        return new UpstreamRepository(fullName, TestGit.initBare(FakeForge.directory(fullName)));
    }

    public String fullName() {
        return fullName;
    }

    /** A commit that is on no branch yet. */
    String commit(String text, String... parents) {
        String blob = git.okWith(text, "hash-object", "-w", "--stdin");
        String tree = git.okWith("100644 blob %s\tREADME\n".formatted(blob), "mktree");
        var arguments = new java.util.ArrayList<>(java.util.List.of("commit-tree", "-m", text, tree));
        for (String parent : parents) {
            arguments.add("-p");
            arguments.add(parent);
        }
        return git.ok(arguments.toArray(String[]::new));
    }

    /** A commit on top of the branch that holds these files and nothing else. */
    String pushFiles(String branch, Map<String, String> files) {
        var tree = new StringBuilder();
        files.forEach((name, text) ->
                tree.append("100644 blob %s\t%s\n".formatted(git.okWith(text, "hash-object", "-w", "--stdin"), name)));
        String id = git.okWith(tree.toString(), "mktree");
        String ref = "refs/heads/" + branch;
        return set(ref, git.ok("commit-tree", "-m", "files", id, "-p", refs().get(ref)));
    }

    /** Moves or creates a ref, whatever it was at. */
    String set(String ref, String id) {
        git.ok("update-ref", ref, id);
        return id;
    }

    /** A commit on top of the branch. */
    public String push(String branch, String text) {
        String ref = "refs/heads/" + branch;
        String tip = refs().get(ref);
        return set(ref, tip == null ? commit(text) : commit(text, tip));
    }

    /** A commit without history in place of the branch. */
    public String force(String branch, String text) {
        return set("refs/heads/" + branch, commit(text));
    }

    void tag(String name, String id) {
        git.ok("tag", "-f", "-a", "-m", "tag " + name, name, id);
    }

    void delete(String ref) {
        git.ok("update-ref", "-d", ref);
    }

    void head(String branch) {
        git.ok("symbolic-ref", "HEAD", "refs/heads/" + branch);
    }

    void prune() {
        git.ok("-c", "gc.reflogExpire=now", "prune", "--expire=now");
    }

    /** As {@code git for-each-ref} prints. */
    Map<String, String> refs() {
        return git.refs();
    }

    String git(byte[] input, String... arguments) {
        return git.okWith(input, arguments);
    }
}
