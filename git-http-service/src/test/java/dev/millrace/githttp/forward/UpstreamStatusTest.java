package dev.millrace.githttp.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.upstream.UpstreamFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class UpstreamStatusTest {

    @ParameterizedTest
    @MethodSource("closedRoutes")
    void reportsWhyAPushIsNotAcceptedNow(PushRoute.Closed closed, int status, String message) {
        assertThat(UpstreamStatus.of(closed)).isEqualTo(status);
        assertThat(closed.message()).isEqualTo(message);
        assertThat(UpstreamStatus.of(new ObjectAnswer.PushClosed(closed))).isEqualTo(status);
        assertThat(new ObjectAnswer.PushClosed(closed).message()).isEqualTo(message);
    }

    private static Stream<Arguments> closedRoutes() {
        return Stream.of(
                Arguments.of(new PushRoute.ImportRunning("app"), 409, "app is being imported: push when that is done"),
                Arguments.of(new PushRoute.UpstreamReadOnly("it takes SSH only"), 403, "it takes SSH only"),
                Arguments.of(
                        new PushRoute.FirstSyncRunning(), 409, "repository sync in progress. please retry shortly"),
                Arguments.of(
                        new PushRoute.NeverSynced("app", Optional.empty()),
                        409,
                        "app was not read from its upstream yet: ask for it with pull-upstream, then push"),
                Arguments.of(
                        new PushRoute.NeverSynced("app", Optional.of("no connection")),
                        409,
                        "app could not be read from its upstream yet (no connection), so nothing can be pushed to it"),
                Arguments.of(
                        new PushRoute.AppNotInstalled("github.com/a/b", "acme", "a"),
                        403,
                        "github.com/a/b takes pushes through the App only, and the team 'acme' has no active"
                                + " installation of it on 'a'"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void distinguishesWhatTheUpstreamRefusesFromWhatFails(UpstreamFailure failure, int status) {
        assertThat(UpstreamStatus.of(failure)).isEqualTo(status);
        assertThat(UpstreamStatus.of(new ObjectAnswer.Failed(failure, "a remedy")))
                .isEqualTo(status);
    }

    private static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new UpstreamFailure.CredentialRejected(""), 403),
                Arguments.of(new UpstreamFailure.AccessDenied(""), 403),
                Arguments.of(new UpstreamFailure.NotFound(""), 403),
                Arguments.of(new UpstreamFailure.RequestRejected(""), 403),
                Arguments.of(new UpstreamFailure.RedirectRejected(""), 403),
                Arguments.of(new UpstreamFailure.Unsupported(""), 403),
                Arguments.of(new UpstreamFailure.RateLimited("", Duration.ofSeconds(1)), 503),
                Arguments.of(new UpstreamFailure.AddressRejected(""), 502),
                Arguments.of(new UpstreamFailure.Unreachable(""), 502),
                Arguments.of(new UpstreamFailure.UnexpectedResponse(""), 502),
                Arguments.of(new UpstreamFailure.ServerError(""), 502));
    }

    /** A client that gets 401 asks for another token of ours, which would not help. */
    @ParameterizedTest
    @CsvSource({"402, 402", "404, 404", "422, 422", "507, 507", "599, 599", "401, 403", "302, 502", "0, 502", "600, 502"
    })
    void passesOnWhatTheUpstreamsLfsServerReturned(int error, int status) {
        assertThat(UpstreamStatus.of(new ObjectAnswer.Rejected(OptionalInt.of(error), "")))
                .isEqualTo(status);
    }

    @Test
    void reportsWhatTheUpstreamsLfsServerDidNotExplain() {
        assertThat(UpstreamStatus.of(new ObjectAnswer.Rejected(OptionalInt.empty(), "")))
                .isEqualTo(422);
        assertThat(UpstreamStatus.of(new ObjectAnswer.Malformed(""))).isEqualTo(502);
    }
}
