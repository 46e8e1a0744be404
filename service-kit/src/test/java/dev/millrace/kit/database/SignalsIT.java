package dev.millrace.kit.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.millrace.kit.KitDatabase;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SignalsIT {

    private final Database database = KitDatabase.fresh();
    private final Signals signals = new Signals(database);
    private final AtomicInteger heard = new AtomicInteger();

    @AfterEach
    void close() {
        signals.close();
    }

    @Test
    void wakesAListenerAfterTheCommit() {
        signals.listen("work", heard::incrementAndGet);
        await().untilAsserted(() -> assertThat(heard.get()).isEqualTo(1)); // the call at the start, for missed signals

        database.useTransaction(tx -> Signals.send(tx, "work"));

        await().untilAsserted(() -> assertThat(heard.get()).isEqualTo(2));
    }

    @Test
    void callsEveryListenerAfterABrokenConnection() {
        signals.listen("work", heard::incrementAndGet);
        await().untilAsserted(() -> assertThat(heard.get()).isEqualTo(1));

        database.useTransaction(tx -> tx.handle().execute("""
                select pg_terminate_backend(pid) from pg_stat_activity
                where datname = current_database() and pid <> pg_backend_pid()
                """));

        await().untilAsserted(() -> assertThat(heard.get()).isGreaterThanOrEqualTo(2));
        int soFar = heard.get();
        database.useTransaction(tx -> Signals.send(tx, "work"));
        await().untilAsserted(() -> assertThat(heard.get()).isGreaterThan(soFar));
    }

    @Test
    void refusesAChannelNameThatIsNoName() {
        assertThatIllegalArgumentException().isThrownBy(() -> signals.listen("x; drop table y", () -> {}));
    }
}
