package dev.millrace.pipeline.executor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * How much space the files of a job take, measured from outside: no link is followed, and what the job deletes and keeps open counts.
 *
 * @param paths the job's directories
 * @param command {@code du}, as a user that can read them whatever the job has done to their permissions
 */
record DiskUse(List<Path> paths, List<String> command) {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int MOST_OUTPUT = 64 * 1024;
    private static final String IN_MEMORY = "/memfd:";

    /**
     * What deleted files take, and how many files a process has open.
     *
     * @param disk bytes of those on the file system of the job's directories
     * @param memory bytes of those that were never in one
     * @param most open files of the process that has most of them
     */
    record Open(long disk, long memory, int most) {}

    static DiskUse of(JobCommand job, Optional<Bubblewrap> sandbox) {
        List<String> command = new ArrayList<>();
        if (sandbox.isPresent() && !sandbox.get().isRoot()) {
            // root of a user namespace may read whatever its user owns, also directories without permissions
            command.addAll(List.of("unshare", "--user", "--map-root-user", "--"));
        }
        command.addAll(List.of("du", "--summarize", "--one-file-system", "--block-size=1", "--"));
        command.add(job.checkout().toString());
        command.add(job.home().toString());
        return new DiskUse(List.of(job.checkout(), job.home()), List.copyOf(command));
    }

    /** Bytes that the files in the directories take; those that cannot be read are missing. */
    long bytes() throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("LC_ALL", "C");
        Process du = builder.start();
        try {
            du.getOutputStream().close();
            String output = new String(du.getInputStream().readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8);
            du.waitFor(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            return output.lines()
                    .map(line -> line.split("\t", 2)[0])
                    .filter(number -> number.matches("\\d{1,18}"))
                    .mapToLong(Long::parseLong)
                    .sum();
        } finally {
            du.destroyForcibly();
        }
    }

    /** What these processes have open. */
    Open open(Collection<Long> pids) throws IOException {
        Object device = Files.getAttribute(paths.getFirst(), "unix:dev");
        Map<String, Long> onDisk = new HashMap<>();
        Map<String, Long> inMemory = new HashMap<>();
        int most = 0;
        for (long pid : pids) {
            int count = 0;
            try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
                for (Path file : files) {
                    count++;
                    add(file, device, onDisk, inMemory);
                }
            } catch (IOException e) {
                // ended meanwhile
                continue;
            }
            most = Math.max(most, count);
        }
        return new Open(sum(onDisk), sum(inMemory), most);
    }

    private static void add(Path file, Object device, Map<String, Long> onDisk, Map<String, Long> inMemory) {
        try {
            String target = Files.readSymbolicLink(file).toString();
            if (!target.endsWith(" (deleted)")) {
                return;
            }
            Map<String, Object> attributes = Files.readAttributes(file, "unix:dev,ino,size,nlink");
            if (!Integer.valueOf(0).equals(attributes.get("nlink")) || !(attributes.get("size") instanceof Long size)) {
                return;
            }
            String inode = attributes.get("dev") + ":" + attributes.get("ino");
            if (device.equals(attributes.get("dev"))) {
                onDisk.put(inode, size);
            } else if (target.startsWith(IN_MEMORY)) {
                inMemory.put(inode, size);
            }
        } catch (IOException e) {
            // closed meanwhile
        }
    }

    private static long sum(Map<String, Long> sizes) {
        return sizes.values().stream().mapToLong(Long::longValue).sum();
    }
}
