package dev.millrace.events;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** The topics of the platform, with their partitions and retention. */
public enum Topic {
    FORGE_RAW("forge.raw", 12, Duration.ofDays(7)),
    FORGE_SCM("forge.scm", 12, Duration.ofDays(30)),
    FORGE_COMMENT("forge.comment", 12, Duration.ofDays(7)),
    FORGE_CHECK("forge.check", 12, Duration.ofDays(14)),
    FORGE_INSTALLATION("forge.installation", 3, Duration.ofDays(90)),
    GIT_SYNC_REQUESTS("git.sync.requests", 12, Duration.ofDays(1)),
    GIT_UPDATES("git.updates", 12, Duration.ofDays(30)),
    GIT_SYNC("git.sync", 12, Duration.ofDays(30)),
    PIPELINE_RUN("pipeline.run", 12, Duration.ofDays(30)),
    CDEVENTS("cdevents", 12, Duration.ofDays(30)),
    PLATFORM_AUDIT("platform.audit", 3, Duration.ofDays(30)),
    ACCESS_KEYS("access.keys", 3, null),
    ACCESS_TOKENS("access.tokens", 3, null),
    ACCESS_INSTALLATIONS("access.installations", 3, null),
    ACCESS_CONNECTIONS("access.connections", 3, null),
    ACCESS_IDENTITIES("access.identities", 3, null),
    ACCESS_REPOSITORIES("access.repositories", 3, null);

    private final String wireName;
    private final int partitions;
    private final Optional<Duration> kept;

    Topic(String wireName, int partitions, @org.jspecify.annotations.Nullable Duration kept) {
        this.wireName = wireName;
        this.partitions = partitions;
        this.kept = Optional.ofNullable(kept);
    }

    /** Name on the broker, for example {@code forge.scm}. */
    public String wireName() {
        return wireName;
    }

    /** Number of partitions; final, since adding partitions would move keys. */
    public int partitions() {
        return partitions;
    }

    /** How long records are kept; empty for a compacted topic, which keeps the newest record of each key forever. */
    public Optional<Duration> kept() {
        return kept;
    }

    /**
     * Whether records on the topic of this name carry a signature of the platform in the header {@code
     * ce_millracesignature}: all on {@code access.*} do, since they determine permissions. Records without a valid signature
     * have no effect.
     */
    public static boolean isSigned(String wireName) {
        return wireName.startsWith("access.");
    }

    /**
     * The topic with this name on the broker.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Topic of(String wireName) {
        return Arrays.stream(values())
                .filter(topic -> topic.wireName.equals(wireName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no topic is called " + wireName));
    }
}
