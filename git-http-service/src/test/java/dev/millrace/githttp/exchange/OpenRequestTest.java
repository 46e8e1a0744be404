package dev.millrace.githttp.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenRequestTest {

    private static final Duration DEADLINE = Duration.ofMinutes(60);
    private static final Duration STALL = Duration.ofMinutes(1);

    private final List<String> events = new ArrayList<>();
    private final Request request = new Request();

    @Test
    void releasesWhatItOwnsInOrderAndOnce() {
        request.owns(() -> events.add("first"));
        request.owns(() -> events.add("second"));

        request.finish();
        request.finish();

        assertThat(events).containsExactly("first", "second", "finished");
    }

    @Test
    void releasesAtOnceWhatItGetsTooLate() {
        request.finish();

        request.owns(() -> events.add("late"));

        assertThat(events).containsExactly("finished", "late");
    }

    @Test
    void finishesEvenIfAReleaseFails() {
        request.owns(() -> {
            throw new IllegalStateException("not released");
        });

        assertThatThrownBy(request::finish).hasMessage("not released");
        assertThat(events).containsExactly("finished");
    }

    @Test
    void finishesWhatIsHandedOverIfItsClientLeavesBeforeItBegins() {
        request.handOver();
        request.finishUnlessHandedOver();
        assertThat(events).isEmpty();

        request.disconnected();

        assertThat(events).containsExactly("finished");
    }

    @Test
    void finishesWhatIsHandedOverAfterItsClientHasLeft() {
        request.disconnected();
        assertThat(events).isEmpty();

        request.handOver();

        assertThat(events).containsExactly("finished");
    }

    @Test
    void leavesAResponseThatHasBegunToItsThread() {
        request.handOver();
        request.begin();

        request.disconnected();

        assertThat(events).isEmpty();
    }

    @Test
    void resetsTheConnectionAfterTheDeadline() {
        request.abortIfOverdue(after(DEADLINE.minusMinutes(1)), DEADLINE, STALL);
        assertThat(request.isBroken()).isFalse();

        request.abortIfOverdue(after(DEADLINE.plusMinutes(1)), DEADLINE, STALL);

        assertThat(request.abortReason()).isEqualTo("the deadline of PT1H has passed");
        assertThat(events).containsExactly("reset");
    }

    @Test
    void countsTheTimeInWhichItWaitsForItsClientOnly() {
        request.abortIfOverdue(after(STALL.plusMinutes(1)), DEADLINE, STALL);
        request.startWaiting();
        request.stopWaiting();
        request.abortIfOverdue(after(STALL.plusMinutes(1)), DEADLINE, STALL);
        assertThat(request.abortReason()).isNull();

        request.startWaiting();
        request.abortIfOverdue(after(STALL.plusMinutes(1)), DEADLINE, STALL);
        request.abortIfOverdue(after(STALL.plusMinutes(2)), DEADLINE, STALL);

        assertThat(request.abortReason()).isEqualTo("the client has stalled for PT1M");
        assertThat(events).as("408 is sent once").containsExactly("status 408", "end");
    }

    /** An exception would end the timer, and with it all limits of the process. */
    @Test
    void watchesOnWhenARequestCannotBeAborted() {
        Request broken = new Request() {
            @Override
            protected void onReset() {
                throw new IllegalStateException("already closed");
            }
        };
        try (OpenRequests open = new OpenRequests("test-watch", Duration.ofNanos(1), STALL)) {
            RoutingContext context = fake(RoutingContext.class, (proxy, method, arguments) -> 0);
            open.add(context, broken);
            open.add(context, request);

            assertThatCode(open::abortOverdue).doesNotThrowAnyException();

            assertThat(request.isBroken()).isTrue();
            assertThat(open.size()).isEqualTo(2);
        }
    }

    private static long after(Duration time) {
        return System.nanoTime() + time.toNanos();
    }

    private class Request extends OpenRequest {

        Request() {
            this(new Connection());
        }

        private Request(Connection connection) {
            super(connection.response, connection.context);
            connection.request = this;
        }

        @Override
        protected void finished() {
            events.add("finished");
        }

        protected void onReset() {
            events.add("reset");
        }
    }

    /** A connection on whose event loop work runs at once. */
    private final class Connection {

        private final HttpServerResponse response = fake(HttpServerResponse.class, this::respond);
        private final Context context = fake(Context.class, this::run);
        private Request request;

        private Object respond(Object proxy, Method method, Object[] arguments) {
            switch (method.getName()) {
                case "reset" -> request.onReset();
                case "setStatusCode" -> events.add("status " + arguments[0]);
                case "end" -> events.add("end");
                default -> {}
            }
            return method.getReturnType() == boolean.class
                    ? Boolean.FALSE
                    : method.getReturnType() == HttpServerResponse.class ? proxy : null;
        }

        @SuppressWarnings("unchecked")
        private Object run(Object proxy, Method method, Object[] arguments) {
            ((Handler<Void>) arguments[0]).handle(null);
            return null;
        }
    }

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
