package dev.millrace.pipeline.workflow;

import java.util.List;
import java.util.Optional;

/**
 * {@code on}: which events of a workflow's {@code events} start it. Each part concerns only events that have what it names:
 * a filter of branches lets every tag through. All entries are patterns ({@link Glob}); an empty list excludes nothing.
 *
 * @param branches the branch must match one of them: the pushed branch, or the branch that a change or a merge group
 *     goes into
 * @param branchesIgnore and none of them
 * @param tags the tag must match one of them
 * @param tagsIgnore and none of them
 * @param paths one changed file must match one of them
 * @param pathsIgnore and none of them
 */
public record EventFilter(
        List<String> branches,
        List<String> branchesIgnore,
        List<String> tags,
        List<String> tagsIgnore,
        List<String> paths,
        List<String> pathsIgnore) {

    /** More files are not compared, and count as not known. */
    public static final int MOST_FILES = 3000;

    public EventFilter {
        branches = List.copyOf(branches);
        branchesIgnore = List.copyOf(branchesIgnore);
        tags = List.copyOf(tags);
        tagsIgnore = List.copyOf(tagsIgnore);
        paths = List.copyOf(paths);
        pathsIgnore = List.copyOf(pathsIgnore);
    }

    /** Whether the event passes; files that are not known pass. */
    boolean accepts(EventFacts event) {
        Optional<String> branch = event.baseRef().or(event::branch);
        return branch.map(name -> accepts(branches, branchesIgnore, name)).orElse(true)
                && event.tag().map(name -> accepts(tags, tagsIgnore, name)).orElse(true)
                && (event.tag().isPresent() || acceptsFiles(event.changedFiles()));
    }

    /** Whether it needs the files that an event changes. */
    public boolean asksForFiles() {
        return !paths.isEmpty() || !pathsIgnore.isEmpty();
    }

    private boolean acceptsFiles(Optional<List<String>> changed) {
        return !asksForFiles()
                || changed.filter(files -> files.size() <= MOST_FILES)
                        .map(files -> files.stream().anyMatch(file -> accepts(paths, pathsIgnore, file)))
                        .orElse(true);
    }

    private static boolean accepts(List<String> wanted, List<String> ignored, String name) {
        return (wanted.isEmpty() || Glob.anyMatches(wanted, name)) && !Glob.anyMatches(ignored, name);
    }
}
