package dev.millrace.sync.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.git.settings.FrozenMirror;
import dev.millrace.sync.queue.MirrorRow;
import dev.millrace.sync.status.SyncBody.State;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SyncBodyTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final Optional<String> ERROR = Optional.of("the forge answered 503");

    @Test
    void showsNoErrorOfAnEarlierPassNextToCurrent() { // #9.16
        SyncBody body = SyncBody.of(row(0, Optional.empty(), List.of(), Optional.empty()), Optional.empty(), NOW);

        assertThat(body.state()).isEqualTo(State.CURRENT);
        assertThat(body.lastError()).isEmpty();
        assertThat(body.lastFailedAt()).contains(NOW.minusSeconds(60));
    }

    @Test
    void showsTheErrorWhileItStands() {
        assertThat(SyncBody.of(row(2, Optional.empty(), List.of(), Optional.empty()), Optional.empty(), NOW)
                        .lastError())
                .isEqualTo(ERROR);
        assertThat(SyncBody.of(row(0, Optional.of("CREDENTIALS"), List.of(), Optional.empty()), Optional.empty(), NOW)
                        .lastError())
                .isEqualTo(ERROR);
    }

    @Test
    void isCurrentOnlyWithoutFaults() { // #9.22
        List<String> faults = List.of("HEAD: the upstream has no branch 'main'");

        assertThat(SyncBody.of(row(0, Optional.empty(), faults, Optional.empty()), Optional.empty(), NOW)
                        .state())
                .isEqualTo(State.PARTIAL);
    }

    @Test
    void showsWhereTheUpstreamHasMoved() { // #9.23
        String moved = "https://forge.example/acme/new.git";

        SyncBody body = SyncBody.of(row(0, Optional.empty(), List.of(), Optional.of(moved)), Optional.empty(), NOW)
                .withKeptRefs(List.of());

        assertThat(body.movedTo()).contains(moved);
        assertThat(body.upstream()).isEqualTo("https://forge.example/acme/widgets.git");
    }

    @Test
    void isFrozenWhenTheUpstreamOfAnArchiveHasVanished() {
        var frozen = new FrozenMirror("the repository was deleted at its forge", NOW.minusSeconds(5));

        SyncBody body =
                SyncBody.of(row(1, Optional.of("INSTALLATION"), List.of(), Optional.empty()), Optional.of(frozen), NOW);

        assertThat(body.state()).isEqualTo(State.FROZEN);
        assertThat(body.lastError()).contains(frozen.reason());
        assertThat(body.frozenAt()).contains(frozen.frozenAt());
    }

    private static MirrorRow row(int failures, Optional<String> parked, List<String> faults, Optional<String> movedTo) {
        return new MirrorRow(
                UUID.randomUUID(),
                "acme/widgets",
                "https://forge.example/acme/widgets.git",
                "PUBLIC",
                parked,
                false,
                Optional.empty(),
                failures,
                Optional.of(NOW.minusSeconds(10)),
                Optional.of(NOW.minusSeconds(60)),
                ERROR,
                Optional.of(NOW.plusSeconds(60)),
                faults,
                movedTo,
                Optional.empty());
    }
}
