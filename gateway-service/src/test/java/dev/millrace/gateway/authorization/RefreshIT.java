package dev.millrace.gateway.authorization;

import static dev.millrace.gateway.AdministratorAccess.administrator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;

import dev.millrace.gateway.AdministratorAccess;
import dev.millrace.gateway.Browser;
import dev.millrace.gateway.FakeGitHub;
import dev.millrace.gateway.FakeGitHub.Person;
import dev.millrace.gateway.FakeUpstreams;
import dev.millrace.gateway.TestPeople;
import dev.millrace.gateway.audit.AuditLog;
import dev.millrace.gateway.authorization.UserTokenOutcome.AuthorizationNeeded;
import dev.millrace.gateway.authorization.UserTokenOutcome.Usable;
import dev.millrace.gateway.connection.GitHubSites;
import dev.millrace.gateway.connection.SignInApp;
import dev.millrace.gateway.connection.SignInApps;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.secret.SecretBox;
import dev.millrace.kit.work.Timers;
import dev.millrace.testing.Platform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeUpstreams.class)
@QuarkusTestResource(AdministratorAccess.class)
class RefreshIT {

    @Inject
    Database database;

    @Inject
    UserTokenStore store;

    @Inject
    GitHubSites sites;

    @Inject
    SecretBox secretBox;

    @Inject
    AuditLog audit;

    @Inject
    Timers timers;

    @Inject
    Clock clock;

    @Inject
    SignInApps apps;

    private FakeGitHub gitHub;
    private Person ann;
    private SignInApp app;

    @BeforeEach
    void signIn() {
        gitHub = new FakeGitHub();
        gitHub.expiresIn = 60;
        ann = gitHub.person("ann");
        String user = TestPeople.join(TestPeople.team(), "member").id();
        administrator()
                .body(Map.of("login", ann.login()))
                .put("/api/users/%s/identities/%s/%d".formatted(user, gitHub.instance, ann.id()))
                .then()
                .statusCode(200);
        new Browser().signedIn(gitHub, ann);
        app = apps.find(gitHub.connection()).orElseThrow();
    }

    @AfterEach
    void stop() {
        gitHub.close();
    }

    @Test
    void callsTheForgeOnceForManyRequestsAtSeveralInstances() throws Exception {
        List<UserTokens> instances =
                IntStream.range(0, 2).mapToObj(instance -> instance()).toList();
        List<Future<UserTokenOutcome>> found = new ArrayList<>();

        try (var executor = Executors.newFixedThreadPool(20)) {
            for (int request = 0; request < 20; request++) {
                UserTokens instance = instances.get(request % instances.size());
                found.add(executor.submit(() -> instance.find(app, Long.toString(ann.id()))));
            }
        }

        List<UserTokenOutcome> outcomes = new ArrayList<>();
        for (Future<UserTokenOutcome> each : found) {
            outcomes.add(each.get());
        }
        assertThat(gitHub.refreshes).hasValue(1);
        assertThat(outcomes).hasSize(20).containsOnly(new Usable(gitHub.issued.get(gitHub.issued.size() - 2)));
    }

    @Test
    void endsAnAuthorizationWhoseRefreshTokenIsRejected() {
        gitHub.forgetRefreshTokens();

        assertThat(instance().find(app, Long.toString(ann.id()))).isEqualTo(new AuthorizationNeeded());
        assertThat(instance().find(app, Long.toString(ann.id()))).isEqualTo(new AuthorizationNeeded());

        assertThat(gitHub.refreshes).hasValue(1);
        administrator()
                .get("/api/audit?limit=5")
                .then()
                .body("find { it.action == 'authorization.ended' }.subject", equalTo(gitHub.instance + ":" + ann.id()));
    }

    @Test
    void keepsTokensWhileTheClientSecretIsWrong() {
        var wrong = new SignInApp(
                app.connectionId(), app.host(), app.team(), app.appId(), app.slug(), app.clientId(), List.of("wrong"));
        var rotated = new SignInApp(
                app.connectionId(),
                app.host(),
                app.team(),
                app.appId(),
                app.slug(),
                app.clientId(),
                List.of("wrong", app.clientSecrets().getFirst()));

        assertThatThrownBy(() -> instance().find(wrong, Long.toString(ann.id())))
                .hasMessageContaining(app.connectionId());
        assertThat(instance().find(rotated, Long.toString(ann.id()))).isInstanceOf(Usable.class);
    }

    /** Another process: it shares the database only. */
    private UserTokens instance() {
        return new UserTokens(database, store, sites, secretBox, audit, timers, clock);
    }
}
