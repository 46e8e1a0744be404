package dev.millrace.forge;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.forge.ForgeFailure.Kind;
import dev.millrace.forge.RepositoryPermissions.Permission;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GitHubRepositoryPermissionsTest {

    private static final String OF_ADA = "/repos/acme/widgets/collaborators/ada/permission";
    private static final ForgeInstallation INSTALLATION = new ForgeInstallation("github.test", "7");

    @TempDir
    Path directory;

    private FakeGitHub gitHub;
    private RepositoryPermissions permissions;

    @BeforeEach
    void start() throws Exception {
        gitHub = new FakeGitHub(directory);
        gitHub.grantsToken("good", FakeGitHub.NOW.plus(Duration.ofHours(1)));
        permissions = gitHub.app().permissions();
    }

    @AfterEach
    void stop() {
        gitHub.close();
    }

    @ParameterizedTest
    @CsvSource({
        "admin,admin,ADMIN",
        "write,maintain,MAINTAIN",
        "write,write,WRITE",
        "read,triage,READ",
        "read,read,READ",
        "none,none,NONE",
        "write,deployer,WRITE",
        "superuser,superuser,NONE"
    })
    void readsThePermissionUnderItsOldName(String permission, String role, Permission expected) {
        answers(permission, role);

        assertThat(permissions.permissionOf(INSTALLATION, "acme/widgets", "ada"))
                .isEqualTo(expected);

        gitHub.server.verify(
                getRequestedFor(urlPathEqualTo(OF_ADA)).withHeader("Authorization", equalTo("Bearer good")));
    }

    @Test
    void asksAgainAfterAMinute() {
        answers("write", "write");
        permissions.permissionOf(INSTALLATION, "acme/widgets", "ada");
        permissions.permissionOf(INSTALLATION, "Acme/Widgets", "Ada");
        gitHub.server.verify(1, getRequestedFor(urlPathEqualTo(OF_ADA)));

        answers("read", "read");
        gitHub.clock.advance(Duration.ofSeconds(61));

        assertThat(permissions.permissionOf(INSTALLATION, "acme/widgets", "ada"))
                .isEqualTo(Permission.READ);
    }

    @Test
    void knowsNoPermissionOfAnAccountThatDoesNotExist() {
        gitHub.server.stubFor(get(urlPathEqualTo(OF_ADA))
                .willReturn(aResponse().withStatus(404).withBody("{\"message\":\"ada is not a user\"}")));

        assertThat(permissions.permissionOf(INSTALLATION, "acme/widgets", "ada"))
                .isEqualTo(Permission.NONE);
    }

    @Test
    void reportsThatGitHubDoesNotAnswerAndAsksAgain() {
        gitHub.server.stubFor(get(urlPathEqualTo(OF_ADA)).willReturn(aResponse().withStatus(502)));
        assertThatThrownBy(() -> permissions.permissionOf(INSTALLATION, "acme/widgets", "ada"))
                .isInstanceOfSatisfying(
                        ForgeFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE));

        answers("admin", "admin");

        assertThat(permissions.permissionOf(INSTALLATION, "acme/widgets", "ada"))
                .isEqualTo(Permission.ADMIN);
    }

    @Test
    void sendsNothingForANameThatCannotBeALogin() {
        assertThat(permissions.permissionOf(INSTALLATION, "acme/widgets", "..")).isEqualTo(Permission.NONE);
        assertThat(permissions.permissionOf(INSTALLATION, "acme/widgets", "a".repeat(110)))
                .isEqualTo(Permission.NONE);

        gitHub.server.verify(0, getRequestedFor(anyUrl()));
    }

    @Test
    void ordersPermissions() {
        assertThat(Permission.ADMIN.includes(Permission.WRITE)).isTrue();
        assertThat(Permission.WRITE.includes(Permission.WRITE)).isTrue();
        assertThat(Permission.READ.includes(Permission.WRITE)).isFalse();
    }

    private void answers(String permission, String role) {
        gitHub.server.stubFor(get(urlPathEqualTo(OF_ADA))
                .willReturn(aResponse()
                        .withBody("{\"permission\":\"%s\",\"role_name\":\"%s\",\"user\":{}}"
                                .formatted(permission, role))));
    }
}
