package dev.millrace.pipeline.workflow;

import dev.millrace.pipeline.workflow.OpsMapping.Located;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A length of time as the file spells it: {@code 90s}, {@code 10m}, {@code 1h30m}, {@code 7d}. */
final class WrittenDuration {

    private static final Pattern FORM =
            Pattern.compile("(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,6})s)?");

    private WrittenDuration() {}

    /** The length of time of a key, one second or more; empty when the key is absent. */
    static Optional<Duration> find(OpsMapping owner, String key, Duration longest) {
        return owner.text(key).map(written -> read(written, key, longest));
    }

    private static Duration read(Located written, String key, Duration longest) {
        Matcher parts = FORM.matcher(written.value());
        if (!parts.matches() || written.value().isEmpty()) {
            throw new BrokenOpsFile(
                    written.node(),
                    "'%s' must be a length of time such as 90s, 10m or 1h30m, not %s"
                            .formatted(key, Quoted.of(written.value())));
        }
        Duration length = Duration.ofDays(number(parts, 1))
                .plusHours(number(parts, 2))
                .plusMinutes(number(parts, 3))
                .plusSeconds(number(parts, 4));
        if (length.isZero() || length.compareTo(longest) > 0) {
            throw new BrokenOpsFile(
                    written.node(),
                    "'%s' must be between 1s and %dh, not %s"
                            .formatted(key, longest.toHours(), Quoted.of(written.value())));
        }
        return length;
    }

    private static long number(Matcher parts, int group) {
        return Optional.ofNullable(parts.group(group)).map(Long::valueOf).orElse(0L);
    }
}
