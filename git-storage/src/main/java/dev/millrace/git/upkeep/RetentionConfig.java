package dev.millrace.git.upkeep;

import java.time.Duration;
import org.eclipse.microprofile.config.Config;

/**
 * How long things stay that are no longer in use. From {@code millrace.git.retention.*}.
 *
 * @param packs retired packs, and packs of deleted repositories; longer than the longest request: whoever began to read a
 *     pack before it was retired reads on
 * @param uploads files in the store of packs that were never committed; longer than the longest upload
 * @param pushes traces of pushes, which tell the outcome of a commit whose answer was lost
 * @param refLog moves of refs; also how old the refs may be that a process has cached and brings up to date
 */
public record RetentionConfig(Duration packs, Duration uploads, Duration pushes, Duration refLog) {

    public RetentionConfig {
        requirePositive("packs", packs);
        requirePositive("uploads", uploads);
        requirePositive("pushes", pushes);
        requirePositive("ref-log", refLog);
    }

    /** A day for files, a week for pushes, 90 days for the log. */
    public static RetentionConfig withDefaults() {
        return new RetentionConfig(Duration.ofHours(24), Duration.ofHours(24), Duration.ofDays(7), Duration.ofDays(90));
    }

    /** Reads the settings. */
    public static RetentionConfig from(Config config) {
        RetentionConfig defaults = withDefaults();
        return new RetentionConfig(
                read(config, "packs", defaults.packs),
                read(config, "uploads", defaults.uploads),
                read(config, "pushes", defaults.pushes),
                read(config, "ref-log", defaults.refLog));
    }

    private static Duration read(Config config, String what, Duration otherwise) {
        return config.getOptionalValue("millrace.git.retention." + what, Duration.class)
                .orElse(otherwise);
    }

    private static void requirePositive(String what, Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("millrace.git.retention.%s is %s, not above zero".formatted(what, time));
        }
    }
}
