package dev.millrace.pipeline.log;

import dev.millrace.kit.error.MillraceException;
import dev.millrace.pipeline.build.JobRow;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for of a log, as sent.
 *
 * @param from offset of the first byte; negative for that many bytes before the end, or all if there are fewer; 0 if absent
 * @param to offset of the byte after the last, {@code from} or more; the end if absent
 * @param format {@code text} without escape sequences and controls; as printed if absent
 * @param download {@code true} for a file to save
 */
public record LogQuery(
        @Nullable String from,
        @Nullable String to,
        @Nullable String format,
        @Nullable String download) {

    LogRange range() {
        long first = number("from", from, Long.MIN_VALUE).orElse(0L);
        long last = number("to", to, 0).orElse(Long.MAX_VALUE);
        if (first < 0 && to != null) {
            throw MillraceException.badRequest(
                    "'from' is %d, which needs the end of the log, but 'to' is %d".formatted(first, last));
        }
        if (last < first) {
            throw MillraceException.badRequest("'to' is %d, before 'from', which is %d".formatted(last, first));
        }
        if (format != null && !format.equals("text")) {
            throw MillraceException.badRequest("'format' is '%s'; it must be 'text' or absent".formatted(format));
        }
        return new LogRange(first, last);
    }

    boolean isText() {
        return "text".equals(format);
    }

    /**
     * Where events begin: after the last one that the reader got, if it states one.
     *
     * @param bytes length of the log now
     */
    long firstOfEvents(@Nullable String lastEventId, long bytes) {
        return number("Last-Event-ID", lastEventId == null || lastEventId.isEmpty() ? null : lastEventId, 0)
                .orElseGet(() -> range().within(bytes).from());
    }

    /** RFC 6266; names of jobs may hold any character. */
    String disposition(JobRow job) {
        String name = job.name().replaceAll("[^A-Za-z0-9._-]", "_");
        return "%s; filename=\"%s-%s.log\""
                .formatted(
                        "true".equals(download) ? "attachment" : "inline",
                        job.buildId().toString().substring(0, 8),
                        name);
    }

    private static Optional<Long> number(String what, @Nullable String given, long least) {
        if (given == null) {
            return Optional.empty();
        }
        try {
            long number = Long.parseLong(given);
            if (number >= least) {
                return Optional.of(number);
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw MillraceException.badRequest(
                "'%s' is '%s'; it must be a whole number%s".formatted(what, given, least < 0 ? "" : ", 0 or more"));
    }
}
