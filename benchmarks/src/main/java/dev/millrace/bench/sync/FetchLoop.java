package dev.millrace.bench.sync;

import dev.millrace.standalone.client.GitCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A mirror by hand: a clone, and a shell that repeats {@code git fetch} without a pause. */
final class FetchLoop implements AutoCloseable {

    private final Path clone;
    private final Process shell;

    private FetchLoop(Path clone, Process shell) {
        this.clone = clone;
        this.shell = shell;
    }

    /** Clones into a folder, and begins. */
    static FetchLoop start(String address, Path folder) throws IOException {
        Path clone = folder.resolve("fetched-by-hand.git");
        GitCommand.run(folder, "clone", "--quiet", "--mirror", address, clone.toString());
        // otherwise each fetch also starts a program that checks whether maintenance is due
        GitCommand.run(clone, "config", "maintenance.auto", "false");
        var builder = new ProcessBuilder(List.of("sh", "-c", "while :; do git fetch --quiet; done"))
                .directory(clone.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("fetch-loop.log").toFile());
        builder.environment().putAll(Map.of("GIT_TERMINAL_PROMPT", "0", "GIT_CONFIG_GLOBAL", "/dev/null"));
        var loop = new FetchLoop(clone, builder.start());
        Runtime.getRuntime().addShutdownHook(new Thread(loop::close));
        return loop;
    }

    /** Whether a branch has this commit now. */
    boolean has(String branch, String commit) {
        try {
            return Files.readString(clone.resolve("refs/heads/" + branch)).startsWith(commit);
        } catch (NoSuchFileException e) {
            return false; // as cloned: nothing was fetched yet
        } catch (IOException e) {
            throw new UncheckedIOException("the clone cannot be read", e);
        }
    }

    @Override
    public void close() {
        var family = new ArrayList<ProcessHandle>();
        family.add(shell.toHandle());
        shell.descendants().forEach(family::add);
        family.forEach(ProcessHandle::destroy);
    }
}
