package dev.millrace.kit.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.events.Event;
import dev.millrace.events.access.InstallationLinked;
import dev.millrace.events.codec.EventCodec;
import dev.millrace.events.codec.WireEvent;
import dev.millrace.events.git.SyncRequested;
import dev.millrace.kit.KitDatabase;
import dev.millrace.kit.consume.EventIntake.DeadLetter;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.record.RecordSigner;
import dev.millrace.kit.identity.record.RecordVerifier;
import dev.millrace.kit.identity.record.SignedRecords;
import dev.millrace.kit.outbox.Inbox;
import dev.millrace.kit.trace.TraceParent;
import dev.millrace.kit.trace.Tracing;
import dev.millrace.testing.RecordedSpans;
import dev.millrace.testing.TestPlatformKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventIntakeIT {

    private final EventCodec codec = new EventCodec(URI.create("/test"));
    private final Database database = KitDatabase.fresh();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final EventIntake intake = new EventIntake(
            database,
            new Inbox(KitDatabase.SCHEMA),
            codec,
            meters,
            new SignedRecords(
                    RecordVerifier.withKeyIn(Optional.of(TestPlatformKey.publicKeyFile())), meters, Clock.systemUTC()));
    private final SyncRequested event =
            new SyncRequested(UUID.randomUUID(), UUID.randomUUID(), "because", Instant.EPOCH);

    @AfterEach
    void stopTracing() {
        Tracing.stop();
    }

    @Test
    void letsARepeatedEventHaveOneEffect() {
        List<Event> effects = new ArrayList<>();

        intake.take(record(codec.write(event)), (tx, taken) -> effects.add(taken));
        intake.take(record(codec.write(event)), (tx, taken) -> effects.add(taken));

        assertThat(effects).containsExactly(event);
        assertThat(counted("repeated")).isEqualTo(1);
    }

    @Test
    void processesAReplayOfAnEventThatItHasSeenOnce() {
        List<Event> effects = new ArrayList<>();
        WireEvent first = codec.write(event);
        WireEvent replay = first.with(Map.of("ce_id", UUID.randomUUID().toString(), "ce_replayid", "1"));

        intake.take(record(first), (tx, taken) -> effects.add(taken));
        intake.take(record(replay), (tx, taken) -> effects.add(taken));
        intake.take(record(replay), (tx, taken) -> effects.add(taken));

        assertThat(effects).containsExactly(event, event);
        assertThat(counted("repeated")).isEqualTo(1);
    }

    @Test
    void processesALateReportOfAReconciledChangeInAdditionToItsEvent() {
        List<Event> effects = new ArrayList<>();
        WireEvent reconciled = codec.write(event);
        WireEvent late = reconciled.with(Map.of("ce_id", UUID.randomUUID().toString(), "ce_millracelate", "true"));

        intake.take(record(late), (tx, taken) -> effects.add(taken));
        intake.take(record(reconciled), (tx, taken) -> effects.add(taken));
        intake.take(record(late), (tx, taken) -> effects.add(taken));

        assertThat(effects).containsExactly(event, event);
        assertThat(Replay.onlyRepairs(record(late))).isTrue();
        assertThat(Replay.onlyRepairs(record(reconciled))).isFalse();
    }

    @Test
    void readsFromTheHeadersWhetherAReplayIsForced() {
        WireEvent first = codec.write(event);
        WireEvent replay = first.with(Map.of("ce_replayid", "1"));
        WireEvent forced = replay.with(Map.of("ce_replayforced", "true"));

        assertThat(Replay.of(record(first))).isEmpty();
        assertThat(Replay.of(record(replay))).contains(new Replay(event.eventId(), false));
        assertThat(Replay.of(record(forced))).contains(new Replay(event.eventId(), true));
        assertThat(Replay.onlyRepairs(record(first))).isFalse();
        assertThat(Replay.onlyRepairs(record(replay))).isTrue();
        assertThat(Replay.onlyRepairs(record(forced))).isFalse();
    }

    @Test
    void triesAgainWhatMayPassUntilItDoes() {
        var tries = new AtomicInteger();

        intake.take(record(codec.write(event)), (tx, taken) -> {
            if (tries.incrementAndGet() < 3) {
                throw MillraceException.of(ErrorKind.UPSTREAM, 503, "the forge is away");
            }
        });

        assertThat(tries.get()).isEqualTo(3);
        assertThat(counted("taken")).isEqualTo(1);
    }

    @Test
    void forgetsThatItSawAnEventWhoseEffectWasRolledBack() {
        assertThatThrownBy(() -> intake.take(record(codec.write(event)), (tx, taken) -> {
                    throw MillraceException.badRequest("never");
                }))
                .isInstanceOf(DeadLetter.class);
        var effects = new AtomicInteger();

        intake.take(record(codec.write(event)), (tx, taken) -> effects.incrementAndGet());

        assertThat(effects.get()).isEqualTo(1);
    }

    @Test
    void sendsWhatItCannotReadToTheDeadLettersWithTheReason() {
        var wire = new WireEvent(
                "git.sync.requests",
                "k",
                Map.of("ce_type", "dev.millrace.git.sync.requested.v9"),
                "{}".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> intake.take(record(wire), (tx, taken) -> {}))
                .isInstanceOf(DeadLetter.class)
                .hasMessageContaining("unknown version");
    }

    @Test
    void skipsOtherPeoplesEvents() {
        var wire = new WireEvent(
                "git.sync.requests",
                "k",
                Map.of("ce_type", "com.example.thing.v1"),
                "{}".getBytes(StandardCharsets.UTF_8));

        intake.take(record(wire), (tx, taken) -> {
            throw new IllegalStateException("must not be called");
        });

        assertThat(counted("foreign")).isEqualTo(1);
    }

    @Test
    void skipsARecordOnAccessThatThePlatformDidNotSign() {
        var linked = new InstallationLinked(
                UUID.randomUUID(),
                "forge.test",
                "1",
                "2",
                "acme",
                "acme",
                InstallationLinked.State.ACTIVE,
                Instant.EPOCH);
        WireEvent unsigned = codec.write(linked);
        var signed = new RecordSigner(Optional.of(TestPlatformKey.privateKeyFile()))
                .sign(unsigned.topic(), unsigned.key(), unsigned.headers(), unsigned.value());
        List<Event> effects = new ArrayList<>();

        intake.takeState(record(unsigned), (tx, taken) -> effects.add(taken));
        intake.takeState(
                record(new WireEvent(unsigned.topic(), "other:1", signed, unsigned.value())),
                (tx, taken) -> effects.add(taken));
        assertThat(effects).isEmpty();
        intake.takeState(
                record(new WireEvent(unsigned.topic(), unsigned.key(), signed, unsigned.value())),
                (tx, taken) -> effects.add(taken));

        assertThat(effects).containsExactly(linked);
        assertThat(meters.counter("millrace.events.consumed", "topic", "access.installations", "outcome", "rejected")
                        .count())
                .isEqualTo(2);
    } // #9.6

    @Test
    void letsTheEffectContinueTheTraceOfTheRecord() {
        Tracing.start(RecordedSpans.telemetry(Sampler.parentBased(Sampler.alwaysOn())));
        String traceId = UUID.randomUUID().toString().replace("-", "");
        WireEvent traced = codec.write(event).with(Map.of("traceparent", "00-" + traceId + "-b7ad6b7169203331-01"));
        List<String> seen = new ArrayList<>();

        intake.take(record(traced), (tx, taken) -> seen.add(String.valueOf(TraceParent.current())));
        assertThatThrownBy(() -> intake.take(record(traced), "another", (tx, taken) -> {
                    throw MillraceException.badRequest("never");
                }))
                .isInstanceOf(DeadLetter.class);

        assertThat(seen).singleElement().asString().startsWith("00-" + traceId);
        assertThat(RecordedSpans.ofTrace(traceId)).hasSize(2).allSatisfy(span -> {
            assertThat(span.getName()).isEqualTo("consume git.sync.requests");
            assertThat(span.getParentSpanId()).isEqualTo("b7ad6b7169203331");
            assertThat(span.getAttributes().get(AttributeKey.stringKey("eventId")))
                    .isEqualTo(event.eventId().toString());
        });
        assertThat(RecordedSpans.ofTrace(traceId))
                .extracting(span -> span.getStatus().getStatusCode())
                .containsExactly(StatusCode.UNSET, StatusCode.ERROR);
    }

    @Test
    void ignoresTheTraceOfTheRecordWhileTracingIsOff() {
        WireEvent traced = codec.write(event)
                .with(Map.of("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
        List<String> seen = new ArrayList<>();

        intake.take(record(traced), (tx, taken) -> seen.add(String.valueOf(TraceParent.current())));

        assertThat(seen).containsExactly("null");
    }

    private double counted(String outcome) {
        return meters.counter("millrace.events.consumed", "topic", "git.sync.requests", "outcome", outcome)
                .count();
    }

    private static ConsumerRecord<String, byte[]> record(WireEvent wire) {
        var record = new ConsumerRecord<>(wire.topic(), 0, 0, wire.key(), wire.value());
        wire.headers().forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        return record;
    }
}
