package dev.millrace.bench.api;

import dev.millrace.bench.platform.Tool;
import dev.millrace.standalone.client.GitCommand;
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
 * A generated repository, always the same: text files in folders of 25, and commits that change some of them. A file grows by edits of
 * single lines, so that it has lines of many commits.
 *
 * @param folder the bare repository
 * @param files how many files it has at its newest commit
 */
record ReadRepository(Path folder, int files) {

    /** A line that occurs in one file of a hundred. */
    static final String RARE = "needle";

    private static final int FILES_IN_FOLDER = 25;
    private static final int LINES = 100;
    private static final long FIRST_TIME = 1_700_000_000L;

    /** 1,000 files and 2,000 commits. */
    static ReadRepository withHistory(Path folder) throws IOException, InterruptedException {
        return make(folder, "api-history-1.git", 1_000, 2_000, LINES);
    }

    /** That many megabytes of text in files of about 20 KB, and few commits. */
    static ReadRepository withText(Path folder, int megabytes) throws IOException, InterruptedException {
        return make(folder, "api-text-1-%d.git".formatted(megabytes), megabytes * 50, 5, 4 * LINES);
    }

    private static ReadRepository make(Path folder, String name, int files, int commits, int lines)
            throws IOException, InterruptedException {
        Path bare = folder.resolve(name);
        var made = new ReadRepository(bare, files);
        if (Files.exists(bare)) {
            return made;
        }
        Path unfinished = folder.resolve("unfinished-api.git");
        FileTree.delete(unfinished);
        Files.createDirectories(folder);
        GitCommand.run(folder, "init", "--quiet", "--bare", "--initial-branch=main", unfinished.toString());
        Tool.feed(List.of("git", "fast-import", "--quiet"), unfinished, in -> {
            try (var out = new BufferedOutputStream(in, 1 << 16)) {
                made.write(out, commits, lines);
            }
        });
        Tool.run(List.of("git", "repack", "-adfq", "--write-bitmap-index"), unfinished);
        GitCommand.run(unfinished, "pack-refs", "--all");
        Files.move(unfinished, bare);
        return made;
    }

    /** Path of a file, by its number. */
    String path(int number) {
        return "src/part-%03d/file-%02d.txt".formatted(number / FILES_IN_FOLDER, number % FILES_IN_FOLDER);
    }

    private void write(OutputStream out, int commits, int lines) throws IOException {
        var random = new Random(7);
        List<List<String>> contents = new ArrayList<>();
        begin(out, 1);
        for (int file = 0; file < files; file++) {
            List<String> content = new ArrayList<>();
            for (int line = 0; line < lines; line++) {
                content.add(line(random));
            }
            if (file % 100 == 0) {
                content.set(lines / 2, RARE + " " + file);
            }
            contents.add(content);
            writeFile(out, file, content);
        }
        for (int commit = 2; commit <= commits; commit++) {
            begin(out, commit);
            // the first file changes in each commit
            int other = random.nextInt(files);
            for (int file : other == 0 ? new int[] {0} : new int[] {0, other}) {
                List<String> content = contents.get(file);
                content.set(random.nextInt(lines / 2), line(random));
                writeFile(out, file, content);
            }
        }
    }

    private static void begin(OutputStream out, int number) throws IOException {
        print(
                out,
                "commit refs/heads/main\nmark :%d\ncommitter Ann <ann@example.invalid> %d +0000\ndata 9\nchange it\n%s"
                        .formatted(
                                number, FIRST_TIME + 60L * number, number == 1 ? "" : "from :" + (number - 1) + "\n"));
    }

    private void writeFile(OutputStream out, int file, List<String> lines) throws IOException {
        byte[] content = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        print(out, "M 100644 inline %s\ndata %d\n".formatted(path(file), content.length));
        out.write(content);
        print(out, "\n");
    }

    private static String line(Random random) {
        var line = new StringBuilder("  ".repeat(random.nextInt(4)));
        while (line.length() < 44) {
            line.append(Integer.toString(1_000 + (int) (40_000 * Math.pow(random.nextDouble(), 4)), 36))
                    .append(' ');
        }
        return line.append(';').toString();
    }

    private static void print(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
