package dev.millrace.githttp.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.githttp.admission.ComputePool;
import dev.millrace.kit.error.MillraceException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkTest {

    private final ComputePool pool = new ComputePool(1, 2);
    private final AtomicBoolean isAbandoned = new AtomicBoolean();

    @AfterEach
    void close() {
        pool.close();
    }

    private Work work(Duration deadline) {
        Work work = new Work("team", pool, isAbandoned::get, deadline);
        pool.permits().acquire("team");
        work.holdsPermit();
        return work;
    }

    @Test
    void lendsItsPermitWhileItWaits() throws IOException {
        Work work = work(Duration.ofMinutes(1));

        int held = work.waiting(() -> pool.permits().held());

        assertThat(held).isZero();
        assertThat(pool.permits().held()).isEqualTo(1);
        work.releasePermit();
        work.releasePermit();
        assertThat(pool.permits().held()).isZero();
    }

    @Test
    void endsWhenItsTimeIsUsedUpButDoesNotCountWaits() throws IOException, InterruptedException {
        Work work = work(Duration.ofMillis(200));
        work.waiting(() -> {
            try {
                TimeUnit.MILLISECONDS.sleep(300);
                return true;
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        });
        assertThatCode(work::check).doesNotThrowAnyException();

        TimeUnit.MILLISECONDS.sleep(300);

        assertThatThrownBy(work::check)
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        late -> assertThat(late.status()).isEqualTo(504));
    }

    @Test
    void endsWhenTheClientHasLeft() {
        Work work = work(Duration.ofMinutes(1));
        isAbandoned.set(true);

        assertThatThrownBy(work::check).isInstanceOf(CallAbandoned.class);
    }

    @Test
    void writesToTheClientWithoutAPermit() throws IOException {
        Work work = work(Duration.ofMinutes(1));
        var client = new ByteArrayOutputStream() {
            private int mostHeld;

            @Override
            public void write(byte[] bytes, int offset, int length) {
                mostHeld = Math.max(mostHeld, pool.permits().held());
                super.write(bytes, offset, length);
            }
        };

        work.lending(client).write("hello".getBytes(StandardCharsets.UTF_8));

        assertThat(client.toString(StandardCharsets.UTF_8)).isEqualTo("hello");
        assertThat(client.mostHeld).isZero();
    }
}
