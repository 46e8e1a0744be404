package dev.millrace.githttp.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.access.AccessTokenChanged;
import dev.millrace.githttp.Team;
import dev.millrace.kit.identity.OpaqueTokens;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestGit;
import dev.millrace.testing.TestGit.Run;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Git sends access tokens as passwords. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
class AccessTokenIT {

    private final String id = "token-" + UUID.randomUUID();
    private final String token = "mr_" + UUID.randomUUID().toString().replace("-", "") + "01234567";

    @TempDir
    Path folder;

    private Team team;

    @BeforeEach
    void createRepository() {
        team = Team.registered().create("acme/widgets");
    }

    @Test
    void pushesAndClonesUntilTheTokenIsRevoked() {
        TestGit work = TestGit.init(folder.resolve("work"));
        work.commit("a.txt", "a");
        publish(List.of("git:write"), true, Instant.EPOCH);
        await().atMost(Duration.ofSeconds(30)).until(() -> lsRemote().exit() == 0);

        work.ok("push", "-q", team.remote("acme/widgets", token), "main");
        TestGit.in(folder).ok("clone", "-q", team.remote("acme/widgets", token), "copy");
        publish(List.of("git:write"), false, Instant.EPOCH.plusSeconds(1));

        await().atMost(Duration.ofSeconds(30)).until(() -> lsRemote().exit() != 0);
        assertThat(lsRemote().err()).contains("the access token is not known here");
    }

    @Test
    void pushesNothingWithATokenThatReads() {
        TestGit work = TestGit.init(folder.resolve("work"));
        work.commit("a.txt", "a");
        publish(List.of("git:read"), true, Instant.EPOCH);
        await().atMost(Duration.ofSeconds(30)).until(() -> lsRemote().exit() == 0);

        Run push = work.run("push", "-q", team.remote("acme/widgets", token), "main");

        assertThat(push.exit()).isNotZero();
        assertThat(push.err()).contains("git:write");
    }

    private Run lsRemote() {
        return TestGit.in(folder).run("ls-remote", team.remote("acme/widgets", token));
    }

    private void publish(List<String> scopes, boolean active, Instant at) {
        TestEvents.publish(new AccessTokenChanged(
                UUID.randomUUID(),
                id,
                OpaqueTokens.sha256(token),
                team.slug(),
                Optional.empty(),
                "ci",
                "member",
                scopes,
                Instant.now().plusSeconds(600),
                active,
                at));
    }
}
