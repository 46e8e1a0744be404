package dev.millrace.githttp.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.git.GitStorage;
import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.githttp.Team;
import dev.millrace.kit.database.Database;
import dev.millrace.testing.RawServer;
import dev.millrace.testing.RawServer.Request;
import dev.millrace.testing.RecordedLog;
import dev.millrace.testing.TestGit;
import dev.millrace.testing.TestGit.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A user of a team of its own who pushes from a working copy to mirrors of repositories at the {@link Forge}. */
final class Pusher {

    private static final int LARGE = 3 << 20;

    private final Path folder = TestGit.freshFolder();
    private final Team team = Team.registered();
    private final TestGit work = TestGit.init(folder.resolve("work"));
    private final RecordedLog log = RecordedLog.start();
    private final Mirrored.Maker maker;

    Pusher(GitStorage storage, Upstreams upstreams, Database database) {
        this.maker = new Mirrored.Maker(storage, upstreams, database);
    }

    Path folder() {
        return folder;
    }

    Team team() {
        return team;
    }

    /** The working copy. */
    TestGit work() {
        return work;
    }

    Mirrored.Maker maker() {
        return maker;
    }

    /** What is logged until {@link #assertNoCredentialLogged}. */
    RecordedLog log() {
        return log;
    }

    /** Ends the record of what is logged, which must have no secret. A push that is turned down early may log nothing. */
    void assertNoCredentialLogged() {
        log.close();
        assertThat(log.lines()).noneMatch(line -> line.contains(Forge.PASSWORD) || line.contains("ghs_"));
    }

    /** A mirror with one commit on both sides. */
    Mirrored followed() {
        Mirrored mirror = maker.make(team, UpstreamMode.CREDENTIALS);
        work.commit("a.txt", "one");
        ok(push(mirror, "main"));
        return mirror;
    }

    /** Pushes from the working copy. Options come first, then refs. */
    Run push(Mirrored mirror, String... arguments) {
        List<String> options = Arrays.stream(arguments)
                .takeWhile(argument -> argument.startsWith("-") || argument.equals("reviewed"))
                .toList();
        List<String> refs = Arrays.stream(arguments).skip(options.size()).collect(Collectors.toList());
        refs.addFirst(team.remote(mirror.name()));
        refs.addAll(0, options);
        refs.addFirst("push");
        return work.run(refs.toArray(String[]::new));
    }

    /** Pushes the working copy to a mirror whose upstream gives these responses; it gets the credential. */
    Run pushTo(Function<Request, byte[]> responses) throws IOException {
        try (RawServer server = RawServer.start(responses)) {
            Mirrored mirror = maker.make(
                    team, UpstreamMode.CREDENTIALS, "http://localhost:%d/x/tool.git".formatted(server.port()));
            Run push = push(mirror, "main");
            String credential =
                    Base64.getEncoder().encodeToString(("bot:" + Forge.PASSWORD).getBytes(StandardCharsets.UTF_8));
            assertThat(log.lines()).isNotEmpty();
            assertThat(server.requests()).anyMatch(request -> request.head().contains(credential));
            return push;
        }
    }

    /** Checks that git succeeded. */
    static void ok(Run run) {
        assertThat(run.exit()).as(run.err()).isZero();
    }

    /** A working copy of the upstream, which no client pushes to through the mirror. */
    TestGit cloneUpstream(Mirrored mirror) {
        TestGit.in(folder).ok("clone", "-q", mirror.direct(), "other");
        return TestGit.in(folder.resolve("other"));
    }

    /** Adds a commit that does not fit into the part of a pack that is held back. */
    String largeCommit() throws IOException {
        byte[] noise = new byte[LARGE];
        new Random().nextBytes(noise);
        Files.write(work.folder().resolve("noise.bin"), noise);
        work.ok("add", "noise.bin");
        work.ok("commit", "-q", "-m", "noise");
        return work.ok("rev-parse", "HEAD").strip();
    }
}
