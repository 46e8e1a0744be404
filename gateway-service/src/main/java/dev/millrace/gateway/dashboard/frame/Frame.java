package dev.millrace.gateway.dashboard.frame;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What surrounds the content of a page, {@code page} in templates.
 *
 * @param title of the page
 * @param section the part of the navigation that is marked
 * @param viewer who looks at it
 * @param teams slugs of the teams that the viewer may choose
 * @param theme chosen colours
 * @param done what a form did just now
 * @param path of this page with its query, where the browser returns to after a choice of team or theme
 * @param assets addresses of the files that pages load
 * @param now when it is rendered
 */
public record Frame(
        String title,
        Section section,
        Viewer viewer,
        List<String> teams,
        Theme theme,
        Optional<Done> done,
        String path,
        Assets assets,
        Instant now) {

    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final long MONTH = 30 * DAY;

    /** The navigation. */
    public List<Section> sections() {
        return Arrays.stream(Section.values())
                .filter(each -> each.isFor(viewer))
                .toList();
    }

    /** A time as people say it: {@code 5 minutes ago}, {@code in 3 days}. */
    public String ago(Instant at) {
        Duration since = Duration.between(at, now);
        String length = length(since.abs().toSeconds());
        if (length.isEmpty()) {
            return "just now";
        }
        return since.isNegative() ? "in " + length : length + " ago";
    }

    private static String length(long seconds) {
        if (seconds < MINUTE) {
            return "";
        }
        if (seconds < HOUR) {
            return counted(seconds / MINUTE, "minute");
        }
        if (seconds < DAY) {
            return counted(seconds / HOUR, "hour");
        }
        return seconds < 2 * MONTH ? counted(seconds / DAY, "day") : counted(seconds / MONTH, "month");
    }

    private static String counted(long number, String unit) {
        return number == 1 ? "1 " + unit : number + " " + unit + "s";
    }
}
