package dev.millrace.sync;

import static dev.millrace.sync.TestMirrors.request;

import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.git.upstream.UpstreamOperation;
import dev.millrace.git.upstream.UpstreamOrigin;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** An upstream of its own for one test, which repositories of a team are made to follow. */
final class AttachedRepository {

    private static final AtomicInteger NUMBERS = new AtomicInteger(500);

    private final TestMirrors mirrors;
    private final int number = NUMBERS.incrementAndGet();
    private final String team = "follower" + number;
    private final UpstreamRepository upstream = UpstreamRepository.create(team + "/tool");

    AttachedRepository(TestMirrors mirrors) {
        this.mirrors = mirrors;
        upstream.tag("v1", upstream.push("main", "first"));
    }

    /** Slug, and the owner of the upstream. */
    String team() {
        return team;
    }

    /** A number of its own, as forges assign it. */
    String number() {
        return "3" + number;
    }

    /** A repository at the forge, with branch {@code main} and tag {@code v1}. */
    UpstreamRepository upstream() {
        return upstream;
    }

    /** A new mirror of the upstream, whose first sync is requested. */
    UUID follow(UpstreamMode mode) {
        UUID id = attach(mode, UpstreamOperation.SYNC);
        request(id, Optional.empty());
        return id;
    }

    UUID attach(UpstreamMode mode, UpstreamOperation operation) {
        return attach(mode, operation, FakeForge.url() + "/" + upstream.fullName() + ".git");
    }

    UUID attach(UpstreamMode mode, UpstreamOperation operation, String cloneUrl) {
        String name = upstream.fullName().substring(team.length() + 1);
        var origin =
                new UpstreamOrigin("github", "forge.test", team, name, cloneUrl, mode, operation, Optional.empty());
        return mirrors.attach(team, origin, false);
    }
}
