package dev.millrace.githttp.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.git.catalog.RepositoryName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GitPathTest {

    @ParameterizedTest
    @CsvSource({
        "/acme/widgets.git/info/refs, acme/widgets, DEFAULT, info/refs",
        "/widgets.git/git-upload-pack, widgets, DEFAULT, git-upload-pack",
        "/group/sub/team/widgets.git/HEAD, group/sub/team/widgets, DEFAULT, HEAD",
        "/~user/.dotfiles.git/HEAD, ~user/.dotfiles, DEFAULT, HEAD",
        "/acme/widgets.git, acme/widgets, DEFAULT, ''",
        "/acme/widgets.git/, acme/widgets, DEFAULT, ''",
        "/acme/a%20name.git/info/refs, acme/a name, DEFAULT, info/refs",
        "/acme/%C3%BCber.git/info/refs, acme/über, DEFAULT, info/refs",
        "/acme/widgets%2egit/info/refs, acme/widgets, DEFAULT, info/refs",
        "/a.git/b.git/info/refs, a, DEFAULT, b.git/info/refs",
        "/acme/widgets.git/../../etc/passwd, acme/widgets, DEFAULT, ../../etc/passwd",
        "/acme/widgets.git//info/refs, acme/widgets, DEFAULT, /info/refs",
        "/acme/widgets+ephemeral.git/info/refs, acme/widgets, EPHEMERAL, info/refs",
        "/acme/widgets+import.git/git-receive-pack, acme/widgets, IMPORT, git-receive-pack",
        "/a/b/C%2Bephemeral.git/HEAD, a/b/C, EPHEMERAL, HEAD",
        "/acme/c++.git/HEAD, acme/c++, DEFAULT, HEAD",
        "/acme/x+imports.git/HEAD, acme/x+imports, DEFAULT, HEAD",
        "/acme/x+Import.git/HEAD, acme/x+Import, DEFAULT, HEAD",
        "/+ephemeral/x.git/HEAD, +ephemeral/x, DEFAULT, HEAD",
    })
    void readsTheNameAndLeavesTheTailAsItIs(String path, String name, Remote remote, String tail) {
        GitPath read = GitPath.parse(path);

        assertThat(read).isEqualTo(new GitPath.Named(new RepositoryName(name), remote, tail));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "acme/widgets.git/info/refs",
                "/acme/widgets/info/refs",
                "/.git/info/refs",
                "/acme/.git/info/refs",
                "//acme/widgets.git/info/refs",
                "/acme//widgets.git/info/refs",
                "/../acme/widgets.git/info/refs",
                "/acme/../widgets.git/info/refs",
                "/acme/./widgets.git/info/refs",
                "/acme/..git/info/refs",
                "/acme/...git/info/refs",
                "/acme/%2e%2e/widgets.git/info/refs",
                "/acme/%2E%2e/widgets.git/info/refs",
                "/acme%2fwidgets.git/info/refs",
                "/acme/..%2fwidgets.git/info/refs",
                "/acme/%252e%252e/widgets.git/info/refs",
                "/acme/widgets.git.git/info/refs",
                "/acme/widgets%00.git/info/refs",
                "/acme/wid%0Agets.git/info/refs",
                "/acme/wid%7Fgets.git/info/refs",
                "/acme/wid%5Cgets.git/info/refs",
                "/acme/wid\\gets.git/info/refs",
                "/acme/wid gets.git/info/refs",
                "/acme/wid%gets.git/info/refs",
                "/acme/wid%2.git/info/refs",
                "/acme/widgets%2",
                "/acme/wid%C3.git/info/refs",
                "/acme/wid%C0%AEgets.git/info/refs",
                "/acme/wid%ED%A0%80gets.git/info/refs",
                "/acme/wid%23gets.git/info/refs",
                "/acme/wid%3Fgets.git/info/refs",
                "/acme/widgets+import+ephemeral.git/info/refs",
                "/acme/widgets+ephemeral+ephemeral.git/info/refs",
                "/acme/widgets.git+ephemeral.git/info/refs",
                "/acme/+ephemeral.git/info/refs",
                "/+import.git/info/refs",
            })
    void refusesPathsThatWouldNeedTidyingUp(String path) {
        GitPath read = GitPath.parse(path);

        assertThat(read).isInstanceOf(GitPath.Malformed.class);
    }

    @Test
    void refusesNamesThatAreTooLong() {
        assertThat(GitPath.parse("/" + "a".repeat(255) + ".git/HEAD")).isInstanceOf(GitPath.Named.class);
        assertThat(GitPath.parse("/" + "a".repeat(256) + ".git/HEAD")).isInstanceOf(GitPath.Malformed.class);
        assertThat(GitPath.parse("/" + "a".repeat(100_000) + ".git/HEAD")).isInstanceOf(GitPath.Malformed.class);
    }
}
