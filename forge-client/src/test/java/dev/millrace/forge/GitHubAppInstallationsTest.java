package dev.millrace.forge;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.events.forge.InstallationChanged.AccountType;
import dev.millrace.events.forge.InstallationChanged.Permission;
import dev.millrace.events.forge.InstalledRepository;
import dev.millrace.events.forge.RepositorySelection;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitHubAppInstallationsTest {

    @TempDir
    Path directory;

    private FakeGitHub gitHub;
    private AppInstallations installations;

    @BeforeEach
    void start() throws Exception {
        gitHub = new FakeGitHub(directory);
        installations = gitHub.app().installations();
    }

    @AfterEach
    void stop() {
        gitHub.close();
    }

    @Test
    void listsPageByPageWithTheTimeOfTheForge() {
        String second = gitHub.server.baseUrl() + "/app/installations?per_page=100&page=2";
        gitHub.server.stubFor(get(urlEqualTo("/app/installations?per_page=100"))
                .willReturn(aResponse()
                        .withHeader("Date", "Fri, 20 Nov 2026 11:59:58 GMT")
                        .withHeader("Link", "<" + second + ">; rel=\"next\"")
                        .withBody("""
                        [{"id": 5501, "account": {"id": 42, "login": "acme", "type": "Organization"},
                          "repository_selection": "selected", "target_type": "Organization",
                          "permissions": {"contents": "read", "checks": "write"},
                          "suspended_at": "2026-11-20T10:00:00Z"},
                         {"id": 5502, "account": {"id": 43, "slug": "big", "name": "Big"},
                          "repository_selection": "all", "target_type": "Enterprise", "permissions": {},
                          "suspended_at": null},
                         {"id": 5503, "account": null, "repository_selection": "some", "target_type": "User"}]
                        """)));
        gitHub.server.stubFor(get(urlEqualTo("/app/installations?per_page=100&page=2"))
                .willReturn(aResponse().withBody("[]")));

        AppInstallations.Page page = installations.list(Optional.empty());

        assertThat(page.at()).isEqualTo(Instant.parse("2026-11-20T11:59:58Z"));
        assertThat(page.installations())
                .containsExactly(
                        new AppInstallation(
                                "5501",
                                Optional.of(new AppInstallation.Account("42", "acme", AccountType.ORGANIZATION)),
                                RepositorySelection.SELECTED,
                                List.of(new Permission("checks", "write"), new Permission("contents", "read")),
                                Optional.of(Instant.parse("2026-11-20T10:00:00Z"))),
                        new AppInstallation(
                                "5502",
                                Optional.of(new AppInstallation.Account("43", "big", AccountType.ENTERPRISE)),
                                RepositorySelection.ALL,
                                List.of(),
                                Optional.empty()),
                        new AppInstallation(
                                "5503", Optional.empty(), RepositorySelection.UNKNOWN, List.of(), Optional.empty()));
        assertThat(installations.list(page.next()).next()).isEmpty();
    }

    @Test
    void listsWhoMayReadARepository() {
        gitHub.grantsToken("good", FakeGitHub.NOW.plusSeconds(3_600));
        String first = "/repos/acme/widgets/collaborators?affiliation=all&per_page=100";
        String second = first + "&page=2";
        gitHub.server.stubFor(get(urlEqualTo(first))
                .withHeader("Authorization", equalTo("Bearer good"))
                .willReturn(aResponse()
                        .withHeader("Link", "<" + gitHub.server.baseUrl() + second + ">; rel=\"next\"")
                        .withBody("""
                        [{"id": 77, "login": "mona", "permissions": {"admin": false, "pull": true}, "role_name": "read"},
                         {"id": 78, "login": "hubot", "permissions": {"admin": false, "pull": false}, "role_name": "none"}]
                        """)));
        gitHub.server.stubFor(get(urlEqualTo(second))
                .willReturn(aResponse().withBody("[{\"id\": 79, \"login\": \"lisa\", \"role_name\": \"admin\"}]")));
        var installation = new ForgeInstallation("github.test", "5501");
        RepositoryReaders readers = gitHub.app().repositoryReaders();

        RepositoryReaders.Page page = readers.readers(installation, "acme/widgets", Optional.empty());

        assertThat(page.accounts()).containsExactly("77");
        assertThat(readers.readers(installation, "acme/widgets", page.next()))
                .isEqualTo(new RepositoryReaders.Page(List.of("79"), Optional.empty()));
    }

    @Test
    void listsWhatAnInstallationCovers() {
        gitHub.grantsToken("good", FakeGitHub.NOW.plusSeconds(3_600));
        gitHub.server.stubFor(get(urlEqualTo("/installation/repositories?per_page=100"))
                .withHeader("Authorization", equalTo("Bearer good"))
                .willReturn(aResponse().withBody("""
                        {"total_count": 1, "repository_selection": "all",
                         "repositories": [{"id": 900100, "full_name": "acme/widgets", "private": true}]}
                        """)));

        InstallationRepositories.Page page =
                gitHub.app().repositories().list(new ForgeInstallation("github.test", "5501"), Optional.empty());

        assertThat(page)
                .isEqualTo(new InstallationRepositories.Page(
                        List.of(new InstalledRepository("900100", "acme/widgets", true)), 1, Optional.empty()));
    }

    @Test
    void listsThePublicRepositoriesOfAnAccountWithTheTokenOfItsInstallation() {
        gitHub.grantsToken("good", FakeGitHub.NOW.plusSeconds(3_600));
        String first = "/users/ac-me/repos?type=owner&sort=full_name&per_page=100&page=1";
        gitHub.server.stubFor(get(urlEqualTo(first))
                .withHeader("Authorization", equalTo("Bearer good"))
                .willReturn(aResponse()
                        .withHeader("Link", "<" + gitHub.server.baseUrl() + "/users/ac-me/repos?page=2>; rel=\"next\"")
                        .withBody("""
                        [{"id": 900100, "full_name": "ac-me/tool", "private": false},
                         {"id": 900101, "full_name": "ac-me/hidden", "private": true}]
                        """)));

        PublicRepositories.Page page =
                gitHub.app().publicRepositories().list(new ForgeInstallation("github.test", "5501"), "ac-me", 1);

        assertThat(page)
                .isEqualTo(new PublicRepositories.Page(
                        List.of(new InstalledRepository("900100", "ac-me/tool", false)), true));
    }

    @Test
    void doesNotTakeAnotherResponseForAnEmptyList() {
        gitHub.grantsToken("good", FakeGitHub.NOW.plusSeconds(3_600));
        gitHub.server.stubFor(get(anyUrl()).willReturn(aResponse().withBody("{}")));

        assertThatThrownBy(() -> gitHub.app()
                        .repositories()
                        .list(new ForgeInstallation("github.test", "5501"), Optional.empty()))
                .isInstanceOf(ForgeFailure.class)
                .hasMessage("a list without total_count or repositories");
    }

    @Test
    void findsNoneThatTheForgeDoesNotHave() {
        gitHub.server.stubFor(
                get(anyUrl()).willReturn(aResponse().withStatus(404).withBody("{\"message\":\"Not Found\"}")));

        assertThat(installations.find("5501")).isEmpty();
    }

    @Test
    void doesNotTakeAFailureForAnAbsence() {
        gitHub.server.stubFor(get(anyUrl()).willReturn(aResponse().withStatus(502)));

        assertThatThrownBy(() -> installations.find("5501")).isInstanceOf(ForgeFailure.class);
    }
}
