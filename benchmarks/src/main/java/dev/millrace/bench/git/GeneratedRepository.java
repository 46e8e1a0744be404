package dev.millrace.bench.git;

import dev.millrace.bench.platform.Tool;
import dev.millrace.standalone.client.GitCommand;
import dev.millrace.standalone.client.UnexpectedAnswer;
import dev.millrace.standalone.process.FileTree;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A generated repository, always the same: text files that grow by small edits, so that deltas are as deep and as small
 * as in real history; 1,500 branches and tags, the branches with commits of their own.
 */
public final class GeneratedRepository {

    private static final int COMMITS = 42_000;
    private static final int LEAST_OBJECTS = 300_000;
    private static final int FOLDERS = 24;
    private static final int FOLDERS_IN_FOLDER = 6;
    private static final int FILES_IN_FOLDER = 10;
    private static final int COMMITS_TO_A_BRANCH = 84;
    private static final int COMMITS_TO_A_TAG = 42;
    private static final long FIRST_TIME = 1_500_000_000L;
    /** Version of the content; another one generates another repository. */
    private static final String VERSION = "1";

    private final Random random = new Random(42);
    private final List<List<String>> files = new ArrayList<>();
    private final OutputStream out;
    private int mark;

    private GeneratedRepository(OutputStream out) {
        this.out = out;
    }

    /**
     * Generates it below a folder, or reuses it from an earlier run.
     *
     * @return the bare repository, packed as {@code git gc} would
     */
    public static Path in(Path folder) throws IOException, InterruptedException {
        Path bare = folder.resolve("generated-%s.git".formatted(VERSION));
        if (Files.exists(bare)) {
            return bare;
        }
        System.out.println("making a repository of at least " + LEAST_OBJECTS + " objects, once; some minutes ...");
        Path unfinished = folder.resolve("unfinished.git");
        FileTree.delete(unfinished);
        Files.createDirectories(folder);
        GitCommand.run(folder, "init", "--quiet", "--bare", "--initial-branch=main", unfinished.toString());
        Tool.feed(List.of("git", "fast-import", "--quiet", "--depth=10"), unfinished, in -> {
            try (var buffered = new BufferedOutputStream(in, 1 << 16)) {
                new GeneratedRepository(buffered).write();
            }
        });
        Tool.run(List.of("git", "repack", "-adfq", "--window=10", "--depth=50", "--write-bitmap-index"), unfinished);
        GitCommand.run(unfinished, "pack-refs", "--all");
        long objects = GitCommand.run(unfinished, "count-objects", "-v")
                .lines()
                .filter(line -> line.startsWith("in-pack: "))
                .mapToLong(line -> Long.parseLong(line.substring("in-pack: ".length())))
                .sum();
        if (objects < LEAST_OBJECTS) {
            throw new UnexpectedAnswer("the made-up repository has only %d objects".formatted(objects));
        }
        Files.move(unfinished, bare);
        return bare;
    }

    private void write() throws IOException {
        for (int file = 0; file < FOLDERS * FOLDERS_IN_FOLDER * FILES_IN_FOLDER; file++) {
            var lines = new ArrayList<String>();
            for (int line = 40 + random.nextInt(160); line > 0; line--) {
                lines.add(line());
            }
            files.add(lines);
        }
        int main = begin("refs/heads/main", 0);
        for (int file = 0; file < files.size(); file++) {
            writeFile(file);
        }
        print("\n");
        for (int commit = 1; commit < COMMITS; commit++) {
            main = begin("refs/heads/main", main);
            edit(1 + (random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 0));
            if (commit % COMMITS_TO_A_TAG == 0) {
                tag(commit, main);
            }
            if (commit % COMMITS_TO_A_BRANCH == 0) {
                branch(commit, main);
            }
        }
    }

    /** Begins a commit; its changes follow. Returns its mark. */
    private int begin(String ref, int parent) throws IOException {
        mark++;
        print(
                "commit %s\nmark :%d\ncommitter Author %d <author%d@example.invalid> %d +0000\n",
                ref, mark, mark % 40, mark % 40, FIRST_TIME + 1800L * mark);
        data("Change number %d\n\n%s\n".formatted(mark, line()));
        if (parent != 0) {
            print("from :%d\n", parent);
        }
        return mark;
    }

    private void edit(int howMany) throws IOException {
        for (int edit = 0; edit < howMany; edit++) {
            // a few files change all the time, most of them hardly ever
            int file = (int) (files.size() * Math.pow(random.nextDouble(), 3));
            List<String> lines = files.get(file);
            for (int change = 1 + random.nextInt(4); change > 0; change--) {
                int at = random.nextInt(lines.size());
                if (random.nextInt(4) == 0 && lines.size() < 400) {
                    lines.add(at, line());
                } else {
                    lines.set(at, line());
                }
            }
            writeFile(file);
        }
        print("\n");
    }

    private void branch(int number, int from) throws IOException {
        int parent = from;
        for (int commit = 0; commit < 3; commit++) {
            parent = begin("refs/heads/topic-%05d".formatted(number), parent);
            edit(1);
        }
    }

    private void tag(int number, int commit) throws IOException {
        if (number % (2 * COMMITS_TO_A_TAG) == 0) {
            print("reset refs/tags/build-%05d\nfrom :%d\n\n", number, commit);
        } else {
            print("tag v0.%05d\nfrom :%d\ntagger Ann <ann@example.invalid> %d +0000\n", number, commit, FIRST_TIME);
            data("Version %d\n".formatted(number));
        }
    }

    private void writeFile(int file) throws IOException {
        print(
                "M 100644 inline src/part-%02d/group-%d/file-%d.txt\n",
                file / FILES_IN_FOLDER / FOLDERS_IN_FOLDER,
                file / FILES_IN_FOLDER % FOLDERS_IN_FOLDER,
                file % FILES_IN_FOLDER);
        data(String.join("\n", files.get(file)) + "\n");
    }

    private String line() {
        var line = new StringBuilder("  ".repeat(random.nextInt(5)));
        for (int words = 3 + random.nextInt(7); words > 0; words--) {
            // few words are frequent
            line.append(Integer.toString((int) (40_000 * Math.pow(random.nextDouble(), 4)) + 1_000, 36))
                    .append(' ');
        }
        return line.append(';').toString();
    }

    private void data(String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        print("data %d\n", bytes.length);
        out.write(bytes);
        print("\n");
    }

    private void print(String format, Object... values) throws IOException {
        out.write(format.formatted(values).getBytes(StandardCharsets.UTF_8));
    }
}
