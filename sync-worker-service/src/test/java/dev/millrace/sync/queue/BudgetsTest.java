package dev.millrace.sync.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.git.upstream.UpstreamMode;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BudgetsTest {

    private static final String URL = "https://Git.example:8443/Group/Sub/tool.git";

    @Test
    void countsAsForgesCount() {
        assertThat(Budgets.of(UpstreamMode.GITHUB_APP, Optional.of("7"), URL, "acme"))
                .isEqualTo("installation:7");
        assertThat(Budgets.of(UpstreamMode.PUBLIC, Optional.empty(), URL, "acme"))
                .isEqualTo("host:git.example:8443");
        assertThat(Budgets.of(UpstreamMode.CREDENTIALS, Optional.empty(), URL, "acme"))
                .isEqualTo("credential:git.example:8443:acme");
    }

    @Test
    void takesSpellingsOfOneAddressForOne() {
        assertThat(Budgets.address(URL)).isEqualTo("git.example:8443/group/sub/tool");
        assertThat(Budgets.address("https://git.example:8443/group/sub/tool/")).isEqualTo(Budgets.address(URL));
        assertThat(Budgets.address("https://git.sr.ht/~user/tool")).isEqualTo("git.sr.ht/~user/tool");
    }

    @Test
    void mirrorsOnDemandOnlyHeadsOfChanges() {
        assertThat(SyncRequest.isOnDemand("refs/pull/17/head")).isTrue();
        assertThat(SyncRequest.isOnDemand("refs/merge-requests/3/head")).isTrue();
        assertThat(SyncRequest.isOnDemand("refs/pull/17/merge")).isFalse();
        assertThat(SyncRequest.isOnDemand("refs/pull/x/head")).isFalse();
        assertThat(SyncRequest.isOnDemand("refs/heads/refs/pull/1/head")).isFalse();
    }
}
