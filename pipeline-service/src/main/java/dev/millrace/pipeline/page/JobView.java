package dev.millrace.pipeline.page;

import dev.millrace.pipeline.build.JobRow;
import dev.millrace.pipeline.log.LogWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A job with a part of its log, as its page shows it: texts, empty where there is none.
 *
 * @param css name of the class of its state
 * @param isExpired whether its log was deleted after its retention
 * @param lines of the log
 * @param earlier page with the lines before; empty if there are none
 * @param later page with the lines after; empty if there are none
 * @param first page with the first lines; empty if this is it
 * @param text address of the log as text
 * @param download address of the log as a file
 * @param follow address of the events with what the job prints from here on; empty unless it may print more
 * @param nextLine number of the line after the last
 */
record JobView(
        String name,
        String state,
        String css,
        String reason,
        String started,
        String finished,
        String duration,
        boolean isRunning,
        boolean isExpired,
        List<LineView> lines,
        String earlier,
        String later,
        String first,
        String text,
        String download,
        String follow,
        long nextLine) {

    /** A line of the log. */
    record LineView(long number, List<Span> spans) {}

    /** @param window empty if the log was deleted */
    static JobView of(JobRow job, Optional<LogWindow> window, PageLinks links) {
        boolean running = !job.state().isEnd();
        List<LineView> lines = window.map(JobView::lines).orElse(List.of());
        OptionalLong none = OptionalLong.empty();
        OptionalLong earlier = window.map(LogWindow::earlier).orElse(none);
        OptionalLong later = window.map(LogWindow::later).orElse(none);
        int position = job.position();
        return new JobView(
                PageText.name(job.name()),
                PageText.state(job.state().wireName()),
                job.state().wireName(),
                PageText.name(job.reason()),
                PageText.time(job.startedAt()),
                PageText.time(job.finishedAt()),
                PageText.duration(job.startedAt(), job.finishedAt()),
                running,
                window.isEmpty(),
                lines,
                links.job(position, earlier),
                links.job(position, later),
                earlier.isEmpty() ? "" : links.job(position, OptionalLong.of(0)),
                links.log(position, none, "format=text"),
                links.log(position, none, "format=text", "download=true"),
                running && later.isEmpty()
                        ? window.map(shown -> links.log(position, OptionalLong.of(shown.next())))
                                .orElse("")
                        : "",
                window.map(shown -> shown.firstLine() + lines.size()).orElse(1L));
    }

    private static List<LineView> lines(LogWindow window) {
        List<LineView> lines = new ArrayList<>();
        var ansi = new AnsiText();
        String text = window.text();
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf('\n', at);
            int to = end < 0 ? text.length() : end;
            lines.add(new LineView(window.firstLine() + lines.size(), ansi.read(text.substring(at, to))));
            at = to + 1;
        }
        return lines;
    }
}
