package dev.millrace.pipeline.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The folder of an attempt into which its script writes for the platform: in its home directory, which a sandbox shows at the same place.
 *
 * @param path exists
 */
public record ReportFolder(Path path) {

    /** The environment variable with the path of the file for a summary in Markdown. */
    public static final String SUMMARY = "MILLRACE_SUMMARY";

    static final int LONGEST_SUMMARY = 64 << 10;

    private static final String CUT = "\n\n… cut here: the summary was longer than 64 KiB";
    private static final int LONGEST_STEP = 8;

    /**
     * Makes the folder.
     *
     * @param home the home directory of the attempt
     */
    public static ReportFolder in(Path home) throws IOException {
        return new ReportFolder(Files.createDirectories(home.resolve(".millrace")));
    }

    /** What the environment of the job contains for it. */
    public Map<String, String> environment() {
        return Map.of(SUMMARY, path.resolve("summary.md").toString());
    }

    /** What the job wrote as its summary; empty if it wrote none. */
    Optional<String> summary() {
        return read("summary.md", LONGEST_SUMMARY + 1)
                .map(bytes -> bytes.length <= LONGEST_SUMMARY
                        ? text(bytes, bytes.length)
                        : text(bytes, LONGEST_SUMMARY) + CUT)
                .map(text -> text.replace("\0", ""))
                .filter(text -> !text.isBlank());
    }

    /** The number of the step that began last, 1 or more; empty if none is recorded. */
    Optional<Integer> lastStep() {
        return read("step", LONGEST_STEP)
                .map(bytes -> new String(bytes, StandardCharsets.US_ASCII).strip())
                .filter(text -> text.matches("[1-9]\\d{0,3}"))
                .map(Integer::valueOf);
    }

    private Optional<byte[]> read(String name, int most) {
        Path file = path.resolve(name);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.isSymbolicLink(path)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of(in.readNBytes(most));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The beginning of a text, up to a character that is whole. */
    private static String text(byte[] bytes, int length) {
        int end = length;
        while (end > 0 && end < bytes.length && (bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
}
