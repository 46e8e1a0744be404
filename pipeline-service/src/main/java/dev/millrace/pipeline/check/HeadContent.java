package dev.millrace.pipeline.check;

import dev.millrace.forge.CheckRunState.Conclusion;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.RunState;
import dev.millrace.pipeline.check.CheckContent.Status;
import dev.millrace.pipeline.page.BuildLinks;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Renders the builds of a head as one check run. The same builds always give the same content. */
@Singleton
final class HeadContent {

    private static final int MOST_NAMES = 3;
    private static final Set<RunState> FAILURES = EnumSet.of(RunState.FAILED, RunState.ERROR, RunState.TIMED_OUT);

    private final BuildLinks links;

    HeadContent(BuildLinks links) {
        this.links = links;
    }

    /**
     * The content.
     *
     * @param builds the newest of each pipeline, one or more, in the order of their names
     */
    CheckContent of(List<BuildRow> builds) {
        List<BuildRow> failed = in(FAILURES, builds);
        List<BuildRow> cancelled = in(EnumSet.of(RunState.CANCELLED), builds);
        long ended = builds.stream().filter(build -> build.state().isEnd()).count();
        Optional<Instant> begin =
                builds.stream().flatMap(build -> began(build).stream()).min(Comparator.naturalOrder());
        BuildRow shown = failed.stream().findFirst().orElse(builds.getFirst());
        if (ended < builds.size()) {
            return new CheckContent(
                    begin.isEmpty() ? Status.QUEUED : Status.IN_PROGRESS,
                    Optional.empty(),
                    begin.isEmpty() ? "Queued" : "Running: %d of %d builds done".formatted(ended, builds.size()),
                    summary(builds),
                    Optional.empty(),
                    begin,
                    Optional.empty(),
                    Optional.of(links.to(shown.id())));
        }
        Optional<Instant> end =
                builds.stream().flatMap(build -> build.finishedAt().stream()).max(Comparator.naturalOrder());
        return new CheckContent(
                Status.COMPLETED,
                Optional.of(conclusion(failed, cancelled)),
                title(builds, failed, cancelled),
                summary(builds),
                Optional.empty(),
                begin.or(() -> end),
                end,
                Optional.of(links.to(shown.id())));
    }

    /** When it began; one that has ended without having begun counts from its end. */
    private static Optional<Instant> began(BuildRow build) {
        return build.startedAt().or(build::finishedAt);
    }

    private static List<BuildRow> in(Set<RunState> states, List<BuildRow> builds) {
        return builds.stream().filter(build -> states.contains(build.state())).toList();
    }

    private static Conclusion conclusion(List<BuildRow> failed, List<BuildRow> cancelled) {
        if (!failed.isEmpty()) {
            return Conclusion.FAILURE;
        }
        return cancelled.isEmpty() ? Conclusion.SUCCESS : Conclusion.CANCELLED;
    }

    private static String title(List<BuildRow> builds, List<BuildRow> failed, List<BuildRow> cancelled) {
        if (!failed.isEmpty()) {
            return "Failed: " + names(failed);
        }
        if (!cancelled.isEmpty()) {
            return "Cancelled: " + names(cancelled);
        }
        return builds.size() == 1 ? "1 build passed" : builds.size() + " builds passed";
    }

    private static String names(List<BuildRow> builds) {
        int more = builds.size() - MOST_NAMES;
        return builds.stream()
                        .limit(MOST_NAMES)
                        .map(build -> build.pipeline().name())
                        .collect(Collectors.joining(", "))
                + (more > 0 ? " and %d more".formatted(more) : "");
    }

    private String summary(List<BuildRow> builds) {
        return "All builds of this commit, of each pipeline the newest.\n\n"
                + "| Pipeline | State | Attempt | Duration |\n|---|---|---|---|\n"
                + builds.stream().map(this::line).collect(Collectors.joining());
    }

    private String line(BuildRow build) {
        return "| [%s](%s) | %s | %d | %s |\n"
                .formatted(
                        Markdown.cell(build.pipeline().name()),
                        links.to(build.id()),
                        Markdown.cell(build.state().wireName().replace('_', ' ')),
                        build.origin().attempt(),
                        Markdown.duration(build.startedAt(), build.finishedAt()));
    }
}
