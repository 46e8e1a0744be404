package dev.millrace.gateway.dashboard.home;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.gateway.dashboard.frame.Viewer;
import dev.millrace.gateway.dashboard.home.FirstSteps.State;
import dev.millrace.gateway.dashboard.home.FirstSteps.Step;
import dev.millrace.kit.identity.Role;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FirstStepsTest {

    private static final Viewer OWNER = viewer(Role.OWNER, true);

    @Test
    void leadFromAnAppToTheFirstMirror() {
        assertThat(FirstSteps.of(OWNER, 0, 0, 0).steps())
                .extracting(Step::state)
                .containsExactly(State.DONE, State.NOW, State.LATER, State.LATER);
        assertThat(FirstSteps.of(OWNER, 1, 0, 0).steps())
                .extracting(Step::state)
                .containsExactly(State.DONE, State.DONE, State.NOW, State.LATER);
        assertThat(FirstSteps.of(OWNER, 1, 1, 0).steps())
                .extracting(Step::state)
                .containsExactly(State.DONE, State.DONE, State.DONE, State.NOW);
        assertThat(FirstSteps.of(OWNER, 1, 1, 2).isDone()).isTrue();
    }

    @Test
    void nameWhoDoesWhatTheViewerMayNotDo() {
        assertThat(FirstSteps.of(viewer(Role.VIEWER, false), 0, 0, 0).steps())
                .filteredOn(step -> step.path().startsWith("/ui/settings"))
                .isEmpty();
    }

    private static Viewer viewer(Role role, boolean administrator) {
        return new Viewer(Optional.of(new UUID(0, 1)), "Ann", Optional.of("acme"), Optional.of(role), administrator);
    }
}
