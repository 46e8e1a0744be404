package dev.millrace.githttp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.githttp.admission.ClonePermit;
import dev.millrace.githttp.forward.PushRoute;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.upstream.UpstreamFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GitRefusalTest {

    private static final Optional<Duration> SOON = Optional.of(Duration.ofSeconds(5));

    @ParameterizedTest
    @MethodSource("fetchesThatAreNotServedNow")
    void asksAFetchThatIsNotServedNowToRetrySoon(FetchRefusal reason, int status, String message) {
        assertThat(GitRefusal.of(reason)).isEqualTo(new GitRefusal(status, message, SOON));
    }

    private static Stream<Arguments> fetchesThatAreNotServedNow() {
        return Stream.of(
                Arguments.of(
                        new FetchRefusal.NoClonePermit(new ClonePermit.RepositoryAtLimit(2)),
                        429,
                        "2 clones of this repository are being made; try again in 5 s"),
                Arguments.of(
                        new FetchRefusal.NoClonePermit(new ClonePermit.TeamAtLimit(3)),
                        429,
                        "3 clones of this team are being made; try again in 5 s"),
                Arguments.of(
                        new FetchRefusal.NoClonePermit(new ClonePermit.InstanceAtLimit(4)),
                        503,
                        "4 clones are being made here; try again in 5 s"),
                Arguments.of(
                        new FetchRefusal.NoClonePermit(new ClonePermit.Stopping()),
                        503,
                        "the server is stopping; try again soon"),
                Arguments.of(new FetchRefusal.AtCapacity(), 503, "the server is busy; try again in 5 s"),
                Arguments.of(new FetchRefusal.NoPackingMemory("no memory is left"), 503, "no memory is left"));
    }

    @Test
    void repeatsWhyAPushIsNotAccepted() {
        assertThat(GitRefusal.of(new PushRoute.FirstSyncRunning()))
                .isEqualTo(new GitRefusal(409, "repository sync in progress. please retry shortly"));
    }

    @Test
    void passesOnHowLongAnUpstreamTakesNoRequests() {
        assertThat(GitRefusal.of(new UpstreamFailure.RateLimited("too often", Duration.ofMinutes(2))))
                .isEqualTo(new GitRefusal(503, "too often", Optional.of(Duration.ofMinutes(2))));
        assertThat(GitRefusal.of(new UpstreamFailure.Unreachable("no connection")))
                .isEqualTo(new GitRefusal(502, "no connection"));
    }

    @Test
    void hidesTheMessageOfWhatIsOurOwnFault() {
        GitRefusal ours = GitRefusal.of(MillraceException.of(ErrorKind.INTERNAL, 500, "the table is gone"));
        GitRefusal callers = GitRefusal.of(MillraceException.conflict("it was deleted"));

        assertThat(ours.status()).isEqualTo(500);
        assertThat(ours.message()).startsWith("internal error").doesNotContain("table");
        assertThat(callers).isEqualTo(new GitRefusal(409, "it was deleted"));
    }
}
