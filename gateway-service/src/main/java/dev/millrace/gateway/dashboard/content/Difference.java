package dev.millrace.gateway.dashboard.content;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.millrace.gateway.dashboard.frame.LocalPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What differs between two commits, as {@code GET /api/repos/{repo}/diff} and {@code branches/diff} return it.
 *
 * @param filteredFiles files whose difference is too large, or is not text
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonNaming(SnakeCaseStrategy.class)
record Difference(Stats stats, List<File> files, List<Filtered> filteredFiles) {

    /** Lines of all files on one page; the files that do not fit are named, each with a link to it alone. */
    private static final int LINES_ON_A_PAGE = 1_200;

    /** Files on one page, also of those without lines. */
    private static final int FILES_ON_A_PAGE = 100;

    /** The files with their lines, as many as fit on a page. */
    public List<ShownFile> shown() {
        List<ShownFile> shown = new ArrayList<>();
        int left = LINES_ON_A_PAGE;
        for (File file : files.subList(0, Math.min(files.size(), FILES_ON_A_PAGE))) {
            boolean isAlone = files.size() == 1;
            List<Patch.Line> lines = Patch.read(file.raw(), LINES_ON_A_PAGE + 1);
            boolean fits = lines.size() <= left;
            if (fits) {
                left -= lines.size();
            }
            List<Patch.Line> cut = fits ? lines : isAlone ? lines.subList(0, LINES_ON_A_PAGE) : List.of();
            shown.add(new ShownFile(file, cut, !fits));
        }
        return shown;
    }

    /** How many files are not even named. */
    public int leftOut() {
        return Math.max(0, files.size() - FILES_ON_A_PAGE);
    }

    /** Files that are named without lines, not more than fit on a page. */
    public List<Filtered> named() {
        return filteredFiles.subList(0, Math.min(filteredFiles.size(), FILES_ON_A_PAGE));
    }

    /** Numbers of files and lines. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Stats(int files, int additions, int deletions) {}

    /**
     * One file.
     *
     * @param state as git's {@code --name-status}: {@code A}, {@code M}, {@code D}, {@code R100}
     * @param raw its part of the patch
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonNaming(SnakeCaseStrategy.class)
    record File(String path, String state, Optional<String> oldPath, String raw, int additions, int deletions) {

        /** Its state in a word. */
        public String change() {
            return Difference.change(state);
        }
    }

    /** A file without its lines. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonNaming(SnakeCaseStrategy.class)
    record Filtered(String path, String state, Optional<String> oldPath, long bytes) {

        /** Its state in a word. */
        public String change() {
            return Difference.change(state);
        }
    }

    /**
     * A file as the page shows it.
     *
     * @param isCut whether lines are left out
     */
    record ShownFile(File file, List<Patch.Line> lines, boolean isCut) {

        /** Its path as the value of a query parameter. */
        public String escapedPath() {
            return LocalPath.escaped(file.path());
        }
    }

    private static String change(String state) {
        return switch (state.isEmpty() ? ' ' : state.charAt(0)) {
            case 'A' -> "added";
            case 'D' -> "deleted";
            case 'R' -> "renamed";
            case 'C' -> "copied";
            case 'T' -> "type changed";
            default -> "changed";
        };
    }
}
