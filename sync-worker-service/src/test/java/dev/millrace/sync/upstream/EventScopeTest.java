package dev.millrace.sync.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventScopeTest {

    @Test
    void isThatOfEveryTeamWithoutTheHeaderOfAConnection() {
        assertThat(EventScope.of(Map.of("ce_id", "1"))).isEqualTo(new EventScope(Optional.empty(), Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({
        "gitlab,refs/merge-requests/7/head",
        "gitea,refs/pull/7/head",
        "forgejo,refs/pull/7/head",
        "codeberg,refs/pull/7/head",
        "bitbucket,",
        "bitbucket-data-center,",
        "sourcehut,"
    })
    void namesTheHeadOfAChangeAsTheForgeDoes(String forge, String ref) {
        EventScope scope = EventScope.of(Map.of("ce_millraceteam", "acme", "ce_millraceforge", forge));

        assertThat(scope.team()).contains("acme");
        assertThat(scope.headOf(7)).isEqualTo(Optional.ofNullable(ref));
    }
}
