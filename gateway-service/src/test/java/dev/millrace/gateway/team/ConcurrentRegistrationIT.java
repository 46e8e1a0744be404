package dev.millrace.gateway.team;

import static dev.millrace.gateway.AdministratorAccess.administrator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.millrace.gateway.AdministratorAccess;
import dev.millrace.gateway.FakeUpstreams;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestKeys;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Concurrent requests: all of them are about to insert when the first insert may begin. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeUpstreams.class)
@QuarkusTestResource(AdministratorAccess.class)
class ConcurrentRegistrationIT {

    private static final int REQUESTS = 3;

    private final String team = "team-" + UUID.randomUUID().toString().substring(0, 8);

    @Inject
    AgroalDataSource pool;

    @Test
    void createsATeamOnce() throws Exception {
        List<Response> responses = atOnce("team", "/api/teams", Map.of("slug", team));

        assertThat(responses).extracting(Response::statusCode).containsExactlyInAnyOrder(201, 409, 409);
        administrator().get("/api/teams").then().body("findAll { it.slug == '%s' }.size()".formatted(team), equalTo(1));
    }

    @Test
    void registersAnAccessKeyOnce() throws Exception {
        create();
        var body = Map.of("publicKeyPem", TestKeys.pem(TestKeys.ec().getPublic()));

        List<Response> responses = atOnce("access_key", "/api/teams/" + team + "/keys", body);

        assertOneIsNewAndTheOthersNameIt(responses);
        administrator().get("/api/teams/" + team + "/keys").then().body("size()", equalTo(1));
    }

    @Test
    void registersASigningKeyOnce() throws Exception {
        create();
        var body = Map.of("publicKey", SshKeys.random());

        List<Response> responses = atOnce("signing_key", "/api/teams/" + team + "/signing-keys", body);

        assertOneIsNewAndTheOthersNameIt(responses);
        administrator().get("/api/teams/" + team + "/signing-keys").then().body("size()", equalTo(1));
    }

    private static void assertOneIsNewAndTheOthersNameIt(List<Response> responses) {
        assertThat(responses).extracting(Response::statusCode).containsExactlyInAnyOrder(201, 200, 200);
        assertThat(responses)
                .extracting(response -> response.<String>path("id"))
                .doesNotContainNull()
                .containsOnly(responses.getFirst().<String>path("id"));
    }

    private void create() {
        administrator().body(Map.of("slug", team)).post("/api/teams").then().statusCode(201);
    }

    /** Sends the request several times, and lets no insert into the table begin before all of them wait for it. */
    private List<Response> atOnce(String table, String path, Map<String, String> body) throws Exception {
        try (ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
                Connection holder = pool.getConnection();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("lock table gateway.%s in share mode".formatted(table));
            List<Future<Response>> sent = IntStream.range(0, REQUESTS)
                    .mapToObj(i ->
                            requests.submit(() -> administrator().body(body).post(path)))
                    .toList();
            try {
                // the polling keeps the transaction from being idle, too
                await().atMost(Duration.ofSeconds(30)).until(() -> waiting(statement, table) == REQUESTS);
            } finally {
                holder.rollback();
            }
            List<Response> responses = new ArrayList<>();
            for (Future<Response> each : sent) {
                responses.add(each.get(30, TimeUnit.SECONDS));
            }
            return responses;
        }
    }

    private static int waiting(Statement statement, String table) throws SQLException {
        try (ResultSet row = statement.executeQuery(
                "select count(*) from pg_locks where relation = 'gateway.%s'::regclass and not granted"
                        .formatted(table))) {
            row.next();
            return row.getInt(1);
        }
    }
}
