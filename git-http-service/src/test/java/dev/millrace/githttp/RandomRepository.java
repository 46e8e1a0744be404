package dev.millrace.githttp;

import dev.millrace.testing.TestGit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/**
 * A repository with a random history of branches and merges, the same for the same seed: git made it, and what we read from it
 * can be compared with what git reads.
 */
public final class RandomRepository implements AutoCloseable {

    private static final List<String> PATHS = List.of(
            "a.txt",
            "b.md",
            "src/Main.java",
            "src/lib/One.java",
            "src/lib/Two.java",
            "src.txt",
            "docs/ä ö.md",
            "z/y/x/w",
            "run");

    private final TestGit git;
    private final Repository repository;
    private final Random random;
    private final StringBuilder script = new StringBuilder();
    private final Map<String, Integer> blobs = new HashMap<>();
    private int marks;
    private int lines;

    private RandomRepository(TestGit git, Random random) throws IOException {
        this.git = git;
        this.random = random;
        this.repository =
                new FileRepositoryBuilder().setGitDir(git.folder().toFile()).build();
    }

    /** A repository whose branches are {@code main} and {@code side}, which have diverged. */
    public static RandomRepository make(Path folder, long seed) throws IOException {
        var made = new RandomRepository(TestGit.initBare(folder), new Random(seed));
        made.write();
        made.git.importing(made.script.toString());
        return made;
    }

    /** Git in it. */
    public TestGit git() {
        return git;
    }

    /** The same repository, as our code reads it. */
    public Repository repository() {
        return repository;
    }

    /** The id of a revision. */
    public ObjectId id(String revision) {
        return ObjectId.fromString(git.ok("rev-parse", revision));
    }

    private void write() {
        List<Commit> history = new ArrayList<>();
        Commit main = commit("main", List.of(), changed(new TreeMap<>(), 5));
        history.add(main);
        for (int i = 0; i < 24; i++) {
            Commit from = random.nextInt(3) == 0 ? history.get(random.nextInt(history.size())) : main;
            Commit next;
            if (from != main && random.nextBoolean()) {
                next = commit("main", List.of(main, from), merged(main.files(), from.files()));
                main = next;
            } else if (from == main) {
                next = commit("main", List.of(main), changed(main.files(), 1 + random.nextInt(3)));
                main = next;
            } else {
                next = commit("other", List.of(from), changed(from.files(), 1));
            }
            history.add(next);
        }
        Commit side = commit("side", List.of(main), changed(main.files(), 2));
        commit("side", List.of(side), changed(side.files(), 2));
        commit("main", List.of(main), changed(main.files(), 2));
    }

    private record Commit(int mark, Map<String, List<String>> files) {}

    private Map<String, List<String>> changed(Map<String, List<String>> before, int count) {
        Map<String, List<String>> files = new TreeMap<>(before);
        for (int i = 0; i < count; i++) {
            String path = PATHS.get(random.nextInt(PATHS.size()));
            List<String> content = files.get(path);
            if (content != null && files.size() > 3 && random.nextInt(6) == 0) {
                files.remove(path);
            } else {
                files.put(path, edited(content == null ? List.of() : content));
            }
        }
        return files;
    }

    private List<String> edited(List<String> before) {
        List<String> content = new ArrayList<>(before);
        if (content.isEmpty()) {
            for (int i = 0; i < 12; i++) {
                content.add(line());
            }
        }
        int at = random.nextInt(content.size());
        switch (random.nextInt(3)) {
            case 0 -> content.set(at, line());
            case 1 -> content.add(at, line());
            default -> {
                content.remove(at);
                content.add(line());
            }
        }
        return content;
    }

    /** Each line is there once, so that all algorithms agree on which lines are the same. */
    private String line() {
        return "line %d of %x%s".formatted(lines++, random.nextInt(), random.nextInt(4) == 0 ? " TODO" : "");
    }

    private Map<String, List<String>> merged(Map<String, List<String>> one, Map<String, List<String>> other) {
        Map<String, List<String>> files = new TreeMap<>();
        var paths = new TreeSet<>(one.keySet());
        paths.addAll(other.keySet());
        for (String path : paths) {
            List<String> content = random.nextBoolean() ? one.get(path) : other.get(path);
            if (content != null) {
                files.put(path, content);
            }
        }
        return files.isEmpty() ? one : files;
    }

    private Commit commit(String branch, List<Commit> parents, Map<String, List<String>> files) {
        Map<String, Integer> contents = new TreeMap<>();
        files.forEach((path, content) -> contents.put(path, blob(String.join("\n", content) + "\n")));
        int mark = ++marks;
        long time = 1_700_000_000L + mark * 60L;
        script.append("commit refs/heads/%s\nmark :%d\n".formatted(branch, mark));
        script.append("author Ann <ann@example.com> %d +0100\ncommitter Bob <bob@example.com> %d +0000\n"
                .formatted(time - 30, time));
        script.append("data 9\ncommit %02d\n".formatted(mark % 100));
        for (int i = 0; i < parents.size(); i++) {
            script.append("%s :%d\n"
                    .formatted(i == 0 ? "from" : "merge", parents.get(i).mark()));
        }
        script.append("deleteall\n");
        contents.forEach((path, blob) ->
                script.append("M %s :%d \"%s\"\n".formatted(path.equals("run") ? "100755" : "100644", blob, path)));
        script.append('\n');
        return new Commit(mark, files);
    }

    private int blob(String content) {
        Integer known = blobs.get(content);
        if (known != null) {
            return known;
        }
        int mark = ++marks;
        blobs.put(content, mark);
        script.append("blob\nmark :%d\ndata %d\n%s\n".formatted(mark, content.length(), content));
        return mark;
    }

    @Override
    public void close() {
        repository.close();
    }
}
