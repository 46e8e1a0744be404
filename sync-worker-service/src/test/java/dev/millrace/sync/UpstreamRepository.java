package dev.millrace.sync;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** A bare repository at the {@link FakeForge}, changed with git's own plumbing. */
public final class UpstreamRepository {

    private static final byte[] NOTHING = {};

    final String fullName;
    private final Path directory;

    private UpstreamRepository(String fullName, Path directory) {
        this.fullName = fullName;
        this.directory = directory;
    }

    public static UpstreamRepository create(String fullName) {
        Path directory = FakeForge.directory(fullName);
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        FakeForge.git(directory, NOTHING, "init", "-q", "--bare", "-b", "main");
        return new UpstreamRepository(fullName, directory);
    }

    public String fullName() {
        return fullName;
    }

    /** A commit that is on no branch yet. */
    String commit(String text, String... parents) {
        String blob = git(text.getBytes(StandardCharsets.UTF_8), "hash-object", "-w", "--stdin");
        String tree = git("100644 blob %s\tREADME\n".formatted(blob).getBytes(StandardCharsets.UTF_8), "mktree");
        var arguments = new java.util.ArrayList<>(java.util.List.of("commit-tree", "-m", text, tree));
        for (String parent : parents) {
            arguments.add("-p");
            arguments.add(parent);
        }
        return git(NOTHING, arguments.toArray(String[]::new));
    }

    /** A commit on top of the branch that holds these files and nothing else. */
    String pushFiles(String branch, Map<String, String> files) {
        var tree = new StringBuilder();
        files.forEach((name, text) -> tree.append("100644 blob %s\t%s\n"
                .formatted(git(text.getBytes(StandardCharsets.UTF_8), "hash-object", "-w", "--stdin"), name)));
        String id = git(tree.toString().getBytes(StandardCharsets.UTF_8), "mktree");
        String ref = "refs/heads/" + branch;
        return set(ref, git(NOTHING, "commit-tree", "-m", "files", id, "-p", refs().get(ref)));
    }

    /** Moves or creates a ref, whatever it was at. */
    String set(String ref, String id) {
        git(NOTHING, "update-ref", ref, id);
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
        git(NOTHING, "tag", "-f", "-a", "-m", "tag " + name, name, id);
    }

    void delete(String ref) {
        git(NOTHING, "update-ref", "-d", ref);
    }

    void head(String branch) {
        git(NOTHING, "symbolic-ref", "HEAD", "refs/heads/" + branch);
    }

    void prune() {
        git(NOTHING, "-c", "gc.reflogExpire=now", "prune", "--expire=now");
    }

    /** As {@code git for-each-ref} prints. */
    Map<String, String> refs() {
        var refs = new TreeMap<String, String>();
        git(NOTHING, "for-each-ref", "--format=%(refname) %(objectname)", "refs/heads", "refs/tags")
                .lines()
                .forEach(line -> refs.put(line.split(" ")[0], line.split(" ")[1]));
        return refs;
    }

    String git(byte[] input, String... arguments) {
        return FakeForge.git(directory, input, arguments);
    }
}
