package dev.millrace.githttp.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.git.check.Cancellation;
import dev.millrace.githttp.admission.ComputePool;
import dev.millrace.githttp.admission.FairPermits;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExchangeTest {

    private static final long DEADLINE_NANOS = Duration.ofSeconds(10).toNanos();

    private final FairPermits requests = new FairPermits(4, 4);
    private final ComputePool pool = new ComputePool(1, 2);
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CountDownLatch served = new CountDownLatch(1);
    private final Exchange exchange = new Exchange(
            open(HttpServerResponse.class),
            open(Context.class),
            "long",
            requests,
            pool,
            new ClientPace(1000, Duration.ofMinutes(1)),
            finished -> {});

    @AfterEach
    void stop() {
        pool.close();
    }

    @Test
    void letsAnotherTeamComputeWhileItReadsObjects() throws Exception { // #9.2
        computeUntilTheOtherTeamIsServed(Cancellation::check);

        assertThat(served.getCount()).isZero();
        assertThat(pool.permits().held()).isEqualTo(1);
    }

    /** A forwarded push runs without a check of its client, since the upstream may have accepted it. */
    @Test
    void letsAnotherTeamComputeWhileWorkGoesOnWithoutItsClient() throws Exception { // #9.2
        closed.set(true);

        computeUntilTheOtherTeamIsServed(() -> Cancellation.during(exchange::letOthersCompute, () -> {
            Cancellation.check();
            return served;
        }));

        assertThat(served.getCount()).isZero();
    }

    @Test
    void stopsComputingWhenItsClientHasLeft() {
        start();
        closed.set(true);

        assertThatThrownBy(() -> exchange.compute(Cancellation::check)).isInstanceOf(ClientDisconnected.class);
    }

    @Test
    void abortsASlowClientOnlyWhileItsPackIsLarge() throws Exception { // #9.5
        AtomicBoolean large = new AtomicBoolean();
        CountDownLatch accepted = new CountDownLatch(1);
        requests.acquire("long");
        exchange.keepsPaceWhile(large::get);
        Thread sending = Thread.ofPlatform().start(() -> {
            exchange.begin();
            try {
                exchange.writing(new OutputStream() {
                            @Override
                            public void write(int b) {
                                awaitUninterrupted(accepted);
                            }
                        })
                        .write(1);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        await().until(() -> requests.held() == 0);
        Duration never = Duration.ofDays(1);
        long inAMinute = System.nanoTime() + Duration.ofSeconds(61).toNanos();

        exchange.abortIfOverdue(inAMinute, never, never);
        assertThat(exchange.abortReason()).isNull();
        large.set(true);
        exchange.abortIfOverdue(inAMinute + Duration.ofSeconds(59).toNanos(), never, never);
        assertThat(exchange.abortReason()).isNull();
        exchange.abortIfOverdue(inAMinute + Duration.ofSeconds(61).toNanos(), never, never);

        assertThat(exchange.abortReason()).contains("too slow");
        accepted.countDown();
        sending.join();
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void computeUntilTheOtherTeamIsServed(Runnable step) throws Exception {
        start();
        exchange.compute(() -> {
            Thread.ofVirtual().start(() -> {
                pool.permits().acquire("short");
                served.countDown();
                pool.permits().release("short");
            });
            await().until(() -> pool.permits().waiting() == 1);
            long begin = System.nanoTime();
            while (served.getCount() > 0 && System.nanoTime() - begin < DEADLINE_NANOS) {
                step.run();
            }
        });
    }

    private void start() {
        requests.acquire("long");
        assertThat(exchange.startComputing(Duration.ZERO)).isTrue();
    }

    /** The context of a connection that is open until {@link #closed} is set. */
    private <T> T open(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> method.getReturnType() == boolean.class ? closed.get() : null));
    }
}
