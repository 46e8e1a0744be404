package dev.millrace.sync.queue;

import dev.millrace.events.git.MirroredRepository;
import dev.millrace.git.upstream.UpstreamMode;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Leases for tests without a database; the mirror has been synced before and follows an installation. */
public final class TestLease {

    /** When the pass began. */
    public static final Instant STARTED_AT = Instant.parse("2026-11-20T12:00:00Z");

    private final UUID repositoryId = UUID.randomUUID();
    private UpstreamMode mode = UpstreamMode.GITHUB_APP;
    private boolean requested = true;
    private boolean first;
    private int failures;
    private Instant activeAt = STARTED_AT;
    private Set<String> demanded = Set.of();
    private Set<String> awaited = Set.of();

    private TestLease() {}

    /** A pass that was requested. */
    public static TestLease requested() {
        return new TestLease();
    }

    /** A pass that nothing but its due date caused. */
    public static TestLease poll() {
        var poll = new TestLease();
        poll.requested = false;
        return poll;
    }

    public TestLease mode(UpstreamMode used) {
        mode = used;
        return this;
    }

    /** No pass has succeeded yet. */
    public TestLease first() {
        first = true;
        return this;
    }

    public TestLease failures(int count) {
        failures = count;
        return this;
    }

    public TestLease activeAt(Instant time) {
        activeAt = time;
        return this;
    }

    public TestLease demanding(String... refs) {
        demanded = Set.of(refs);
        return this;
    }

    public TestLease awaiting(String... commits) {
        awaited = Set.of(commits);
        return this;
    }

    public Lease lease() {
        return new Lease(
                UUID.randomUUID(),
                new MirroredRepository(repositoryId, "acme", "acme/widgets", Optional.of("forge.test:1")),
                "https://forge.test/acme/widgets.git",
                Optional.of("7"),
                mode,
                false,
                "github",
                "installation:7",
                3,
                requested,
                first,
                "push to main",
                failures,
                STARTED_AT,
                activeAt,
                demanded,
                awaited,
                Optional.empty());
    }
}
