package dev.millrace.githttp.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.git.upstream.UpstreamCredential;
import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.git.upstream.UpstreamOperation;
import dev.millrace.git.upstream.UpstreamOrigin;
import dev.millrace.kit.error.MillraceException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadBaseRepoTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void readsNothing() {
        assertThat(ReadBaseRepo.of(null, null, "github.com")).isEqualTo(new BaseRepo.None());
    }

    @ParameterizedTest
    @CsvSource({
        "gitlab, gitlab.com, group/sub/team, https://gitlab.com/group/sub/team/n.git",
        "bitbucket, bitbucket.org, team, https://bitbucket.org/team/n.git",
        "codeberg, codeberg.org, ann, https://codeberg.org/ann/n.git",
        "sr.ht, git.sr.ht, ~ann, https://git.sr.ht/~ann/n",
        "sourcehut, git.sr.ht, ~ann, https://git.sr.ht/~ann/n",
        "GitLab, gitlab.com, ann, https://gitlab.com/ann/n.git"
    })
    void knowsWhereAProviderIs(String provider, String host, String owner, String cloneUrl) {
        UpstreamOrigin origin = remote("{'provider':'%s','owner':'%s','name':'n'}".formatted(provider, owner))
                .origin();

        assertThat(origin.host()).isEqualTo(host);
        assertThat(origin.owner()).isEqualTo(owner);
        assertThat(origin.cloneUrl()).isEqualTo(cloneUrl);
        assertThat(origin.provider())
                .isEqualTo(provider.equals("sourcehut") ? "sr.ht" : provider.toLowerCase(java.util.Locale.ROOT));
        assertThat(origin.mode()).isEqualTo(UpstreamMode.CREDENTIALS);
        assertThat(origin.operation()).isEqualTo(UpstreamOperation.SYNC);
    }

    @ParameterizedTest
    @CsvSource({"ann,n", "~ann,n", "ann,n.git", "~ann,n.git"})
    void writesOwnersAtSourceHutWithATildeOnceAndNamesWithoutEnding(String owner, String name) { // #9.23
        UpstreamOrigin origin = remote("{'provider':'sr.ht','owner':'%s','name':'%s'}".formatted(owner, name))
                .origin();

        assertThat(origin.owner()).isEqualTo("~ann");
        assertThat(origin.cloneUrl()).isEqualTo("https://git.sr.ht/~ann/n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://git.sr.ht/~ann/n", "https://git.sr.ht/~ann/n.git", "https://git.sr.ht/~ann/n.git/"})
    void importsFromSourceHutWithoutTheEnding(String url) { // #9.23
        UpstreamOrigin origin =
                remote("{'operation':'import','url':'%s'}".formatted(url)).origin();

        assertThat(origin.provider()).isEqualTo("sr.ht");
        assertThat(origin.cloneUrl()).isEqualTo("https://git.sr.ht/~ann/n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gitea", "forgejo"})
    void asksForTheHostOfSoftwareThatEverybodyRuns(String provider) {
        String without = "{'provider':'%s','owner':'o','name':'n'}".formatted(provider);
        String with =
                "{'provider':'%s','owner':'o','name':'n','upstream_host':'Git.Example.com:8443'}".formatted(provider);

        assertThatThrownBy(() -> read(without)).hasMessageContaining("upstream_host");
        assertThat(remote(with).origin().cloneUrl()).isEqualTo("https://git.example.com:8443/o/n.git");
    }

    @Test
    void followsGitHubThroughTheAppUnlessItIsPublic() {
        var app = remote("{'provider':'github','owner':'o','name':'n','default_branch':'dev'}");
        var open = remote("{'owner':'o','name':'n.git','auth':{'auth_type':'public'}}");
        var enterprise = remote("{'provider':'github','owner':'o','name':'n','upstream_host':'ghe.example.com'}");

        assertThat(app.origin().mode()).isEqualTo(UpstreamMode.GITHUB_APP);
        assertThat(app.origin().defaultBranch()).contains("dev");
        assertThat(app.begin()).isTrue();
        assertThat(open.origin().mode()).isEqualTo(UpstreamMode.PUBLIC);
        assertThat(open.origin().cloneUrl()).isEqualTo("https://github.com/o/n.git");
        assertThat(open.begin()).isTrue();
        assertThat(enterprise.origin().host()).isEqualTo("ghe.example.com");
        // the App is at another host
        assertThat(enterprise.origin().mode()).isEqualTo(UpstreamMode.CREDENTIALS);
        assertThat(enterprise.begin()).isFalse();
    }

    @Test
    void followsAnyForgeWithALoginInOneStep() { // #9.18
        var gitHub =
                remote("{'provider':'github','owner':'o','name':'n','auth':{'auth_type':'credentials','token':'t'}}");
        var enterprise = remote("{'provider':'github','owner':'o','name':'n','upstream_host':'ghe.example.com',"
                + "'auth':{'username':'u','password':'p'}}");
        var later = remote("{'provider':'github','owner':'o','name':'n','auth':{'auth_type':'credentials'}}");
        var gitLab = remote("{'provider':'gitlab','owner':'o','name':'n','auth':{'token':'t'}}");
        var app = remote("{'provider':'github','owner':'o','name':'n','upstream_host':'ghe.example.com',"
                + "'auth':{'auth_type':'github_app'}}");

        for (var remote : java.util.List.of(gitHub, enterprise, later, gitLab)) {
            assertThat(remote.origin().mode()).isEqualTo(UpstreamMode.CREDENTIALS);
            assertThat(remote.origin().operation()).isEqualTo(UpstreamOperation.SYNC);
            assertThat(remote.begin()).isEqualTo(remote.credential().isPresent());
        }
        assertThat(gitHub.credential()).contains(new UpstreamCredential(Optional.empty(), "t"));
        assertThat(enterprise.credential()).contains(new UpstreamCredential(Optional.of("u"), "p"));
        assertThat(later.credential()).isEmpty();
        assertThat(app.origin().mode()).isEqualTo(UpstreamMode.GITHUB_APP);
    }

    @Test
    void waitsForTheCredentialOfAGenericUpstream() {
        assertThat(remote("{'provider':'gitlab','owner':'o','name':'n'}").begin())
                .isFalse();
        assertThat(remote("{'provider':'gitlab','owner':'o','name':'n','auth':{'auth_type':'public'}}")
                        .begin())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://git.example.com",
                "git.example.com/x",
                "u@git.example.com",
                "git example.com",
                "-git.example.com",
                "git..example.com",
                "git.example.com:",
                "git.example.com:0",
                "git.example.com:65536",
                "git.example.com:https",
                "[::1]",
                "git.example.com#x"
            })
    void takesABareHostNameOnly(String host) {
        assertThatThrownBy(
                        () -> read("{'provider':'gitea','owner':'o','name':'n','upstream_host':'%s'}".formatted(host)))
                .isInstanceOf(MillraceException.class)
                .hasMessageContaining("upstream_host");
    }

    @ParameterizedTest
    @CsvSource({"..,n", "a//b,n", "/a,n", "a/,n", "a/../b,n", "a b,n", "o,..", "o,a/b", "o,x?y", "o,x%2fy", "o,.git"})
    void refusesWhatNoRepositoryIsCalled(String owner, String name) {
        assertThatThrownBy(() -> read("{'provider':'gitlab','owner':'%s','name':'%s'}".formatted(owner, name)))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        refusal -> assertThat(refusal.status()).isEqualTo(400));
    }

    @Test
    void readsAForkOfAnOwnRepository() {
        var named = read("{'provider':'code','owner':'acme','name':'src','operation':'fork','ref':'dev',"
                + "'auth':{'token':'jwt','auth_type':'jwt'}}");
        var bySha = read("{'provider':'code.storage','name':'src','operation':'FORK','sha':'abc'}");

        assertThat(named)
                .isEqualTo(new BaseRepo.Fork(
                        "src", Optional.empty(), Optional.of("dev"), Optional.of("jwt"), Optional.empty()));
        assertThat(bySha)
                .isEqualTo(new BaseRepo.Fork(
                        "src", Optional.of("abc"), Optional.empty(), Optional.empty(), Optional.empty()));
        assertThat(named.toString()).doesNotContain("jwt");
        assertThatThrownBy(() -> read("{'provider':'github','owner':'o','name':'n','operation':'fork'}"))
                .isInstanceOf(MillraceException.class);
        assertThatThrownBy(() -> read("{'provider':'code','name':'src'}")).hasMessageContaining("fork");
    }

    @Test
    void importsFromAnAddress() {
        var open = remote("{'operation':'import','url':'https://Git.Example.com:8443/group/sub/n.git'}");
        var closed = remote(
                "{'operation':'import','url':'https://git.example.com/n'," + "'auth':{'username':'u','password':'p'}}");
        var provider =
                remote("{'operation':'import','provider':'codeberg','owner':'o','name':'n'," + "'auth':{'token':'t'}}");

        assertThat(open.origin())
                .isEqualTo(new UpstreamOrigin(
                        "git",
                        "git.example.com:8443",
                        "group/sub",
                        "n",
                        "https://git.example.com:8443/group/sub/n.git",
                        UpstreamMode.PUBLIC,
                        UpstreamOperation.IMPORT,
                        Optional.empty()));
        assertThat(open.credential()).isEmpty();
        assertThat(open.begin()).isTrue();
        assertThat(closed.credential()).contains(new UpstreamCredential(Optional.of("u"), "p"));
        assertThat(closed.origin().mode()).isEqualTo(UpstreamMode.CREDENTIALS);
        assertThat(provider.origin().cloneUrl()).isEqualTo("https://codeberg.org/o/n.git");
        assertThat(provider.credential()).contains(new UpstreamCredential(Optional.empty(), "t"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://git.example.com/n.git",
                "ssh://git.example.com/n.git",
                "file:///etc/n.git",
                "https://u:hidden@git.example.com/n.git",
                "https://git.example.com/",
                "https://git.example.com/a/../n.git",
                "https://git.example.com/n.git?x=hidden",
                "https://git.example.com/n.git#x",
                "https:///n.git",
                "not an address hidden"
            })
    void importsOverHttpsWithoutCredentialsInTheAddress(String url) {
        assertThatThrownBy(() -> read("{'operation':'import','url':'%s'}".formatted(url)))
                .isInstanceOf(MillraceException.class)
                .hasMessageNotContaining("hidden");
    }

    @Test
    void takesNoLoginThatWouldNotBeUsed() {
        assertThatThrownBy(() -> read("{'provider':'gitlab','owner':'o','name':'n',"
                        + "'auth':{'auth_type':'public','password':'hidden'}}"))
                .hasMessageContaining("auth_type 'public'")
                .hasMessageNotContaining("hidden");
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> read("{'provider':'svn','owner':'o','name':'n'}"))
                .hasMessageContaining("svn")
                .hasMessageContaining("sr.ht");
        assertThatThrownBy(() -> read("{'operation':'graft','provider':'code','name':'n'}"))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        refusal -> assertThat(refusal.status()).isEqualTo(422));
        assertThatThrownBy(() -> read("{'provider':'github','owner':'o','name':'n','auth':{'auth_type':'magic'}}"))
                .hasMessageContaining("magic");
    }

    private static BaseRepo.Remote remote(String json) {
        return (BaseRepo.Remote) read(json);
    }

    private static BaseRepo read(String json) {
        try {
            return ReadBaseRepo.of(JSON.readValue(json.replace('\'', '"'), BaseRepoBody.class), null, "github.com");
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
