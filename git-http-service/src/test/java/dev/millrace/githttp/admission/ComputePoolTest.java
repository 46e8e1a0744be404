package dev.millrace.githttp.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.kit.request.RequestId;
import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jboss.logging.MDC;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ComputePoolTest {

    private final ComputePool pool = new ComputePool(1, 2);

    @AfterEach
    void stop() {
        pool.close();
        MDC.remove(RequestId.LOG_KEY);
    }

    @Test
    void computesOnNoCarrierOfVirtualThreads() throws Exception { // #9.2
        Callable<Boolean> isVirtual = () -> Thread.currentThread().isVirtual();
        var found = new Object() {
            boolean virtual = true;
        };

        Thread.ofVirtual()
                .start(() -> {
                    try {
                        found.virtual = pool.call(isVirtual);
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .join();

        assertThat(found.virtual).isFalse();
    }

    @Test
    void logsWithTheIdOfTheRequest() throws Exception {
        MDC.put(RequestId.LOG_KEY, "the-request");

        assertThat(pool.call(() -> String.valueOf(RequestId.current()))).isEqualTo("the-request");
    }

    @Test
    void passesFailuresOn() {
        assertThatThrownBy(() -> pool.call(() -> {
                    throw new EOFException("early");
                }))
                .isInstanceOf(EOFException.class)
                .hasMessage("early");
    }
}
