package dev.millrace.kit.identity.repository;

import com.github.benmanes.caffeine.cache.Interner;
import dev.millrace.events.access.ReadersChanged;
import dev.millrace.events.access.ReadingChosen;
import dev.millrace.events.access.ReadingChosen.Decider;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.Role;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Decides which repositories of a team a caller reads. Where the team lets the forge decide, a person reads a repository at a
 * forge only if one of the person's accounts reads it there. The owners of the team, and tokens that belong to no person, read
 * all, and so does every caller what is at no forge. Safe to share between threads.
 */
public final class RepositoryAccess {

    /** In the place of the key of a repository that is at a forge, but whose number there is not known: no person reads it. */
    public static final String UNKNOWN_UPSTREAM = "?";

    private static final Duration SOON = Duration.ofSeconds(2);

    private final Clock clock;
    private final Map<String, Decider> deciders = new ConcurrentHashMap<>();
    private final Map<String, Map<String, Readers>> byTeam = new ConcurrentHashMap<>();
    /** Most repositories of an organization have the same readers. */
    private final Interner<Set<UUID>> sameReaders = Interner.newWeakInterner();

    private volatile Supplier<Optional<String>> missing = () -> Optional.of("it is not followed");

    /** @param clock by which answers of the forge expire */
    public RepositoryAccess(Clock clock) {
        this.clock = clock;
    }

    /**
     * Whether the caller may read a repository.
     *
     * @param team slug of the team that the repository belongs to
     * @param repositoryId {@code instance:id} of the repository at its forge; empty if it is at no forge
     * @throws MillraceException 503 if this instance does not know yet what the gateway has published
     */
    public ReadOutcome mayRead(Caller caller, String team, Optional<String> repositoryId) {
        if (repositoryId.isEmpty() || !isDecidedByForge(caller, team)) {
            return new ReadOutcome.Readable();
        }
        Readers readers = byTeam.getOrDefault(team, Map.of()).get(repositoryId.get());
        if (readers == null) {
            return new ReadOutcome.NotChecked();
        }
        if (!clock.instant().isBefore(readers.until())) {
            return new ReadOutcome.Outdated(readers.checkedAt());
        }
        return caller.user().filter(readers.people()::contains).isPresent()
                ? new ReadOutcome.Readable()
                : new ReadOutcome.NotAReader(readers.checkedAt());
    }

    /** As {@link #mayRead}, for callers that need no reason. */
    public boolean reads(Caller caller, String team, Optional<String> repositoryId) {
        return mayRead(caller, team, repositoryId) instanceof ReadOutcome.Readable;
    }

    /**
     * What of its team the caller reads, for lists.
     *
     * @throws MillraceException as {@link #mayRead}
     */
    public VisibleRepositories visible(Caller caller) {
        if (!isDecidedByForge(caller, caller.team())) {
            return VisibleRepositories.all();
        }
        Instant now = clock.instant();
        UUID person = caller.user().orElseThrow();
        return new VisibleRepositories(Optional.of(byTeam.getOrDefault(caller.team(), Map.of()).entrySet().stream()
                .filter(entry -> now.isBefore(entry.getValue().until())
                        && entry.getValue().people().contains(person))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet())));
    }

    private boolean isDecidedByForge(Caller caller, String team) {
        boolean isLimited = caller.user().isPresent()
                && caller.role().filter(Role.OWNER::equals).isEmpty();
        if (!isLimited) {
            return false;
        }
        if (missing.get().isPresent()) {
            throw MillraceException.of(
                            ErrorKind.CAPACITY, 503, "this instance does not know yet who reads which repository")
                    .withCode("access_unknown")
                    .withRetryAfter(SOON);
        }
        return deciders.get(team) == Decider.FORGE;
    }

    /** @param reason why not all that was published before the start is known; empty once it is */
    void knownUnless(Supplier<Optional<String>> reason) {
        missing = reason;
    }

    void apply(ReadingChosen chosen) {
        deciders.put(chosen.team(), chosen.decider());
    }

    void apply(ReadersChanged changed) {
        Map<String, Readers> repositories = byTeam.computeIfAbsent(changed.team(), team -> new ConcurrentHashMap<>());
        if (changed.readableUntil().isAfter(changed.checkedAt())) {
            repositories.put(
                    changed.upstreamKey(),
                    new Readers(
                            sameReaders.intern(Set.copyOf(changed.readers())),
                            changed.checkedAt(),
                            changed.readableUntil()));
        } else {
            repositories.remove(changed.upstreamKey());
        }
    }

    private record Readers(Set<UUID> people, Instant checkedAt, Instant until) {}
}
