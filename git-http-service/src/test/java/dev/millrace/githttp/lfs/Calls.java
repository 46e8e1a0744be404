package dev.millrace.githttp.lfs;

import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.githttp.access.Remote;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Callers of one repository for plain tests. */
final class Calls {

    static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    static final UUID REPOSITORY = UUID.fromString("7a0c0ffe-0000-4000-8000-000000000001");

    private Calls() {}

    static LfsCall by(String subject, Scope scope) {
        return by(subject, scope, null);
    }

    static LfsCall ofMirror(Scope scope) {
        return by("ann", scope, "github.com:17");
    }

    private static LfsCall by(String subject, Scope scope, @Nullable String upstreamKey) {
        Caller caller =
                new Caller("acme", subject, Optional.of("a/b"), Set.of(scope), List.of(), NOON.plusSeconds(600));
        StoredRepository repository = new StoredRepository(
                REPOSITORY,
                "acme",
                "a/b",
                Optional.ofNullable(upstreamKey),
                "refs/heads/main",
                0,
                0,
                NOON,
                Optional.empty(),
                Optional.empty());
        return new LfsCall(caller, repository, "https://git.example/a/b.git/info/lfs/", Remote.DEFAULT);
    }
}
