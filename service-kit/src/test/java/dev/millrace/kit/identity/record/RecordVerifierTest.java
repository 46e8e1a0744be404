package dev.millrace.kit.identity.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.events.codec.WireEvent;
import dev.millrace.kit.identity.key.PublicKeys;
import dev.millrace.kit.identity.record.RecordVerifier.Authenticity;
import dev.millrace.testing.TestKeys;
import dev.millrace.testing.TestPlatformKey;
import dev.millrace.testing.TestRecordSignature;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordVerifierTest {

    private static final String TOPIC = "access.keys";
    private static final Map<String, String> HEADERS =
            Map.of("ce_type", "dev.millrace.access.key.changed.v1", "ce_id", "1", "content-type", "application/json");
    private static final byte[] VALUE = "{\"keyId\":\"k\"}".getBytes(StandardCharsets.UTF_8);

    private final RecordSigner signer = new RecordSigner(Optional.of(TestPlatformKey.privateKeyFile()));
    private final RecordVerifier verifier = RecordVerifier.withKeyIn(Optional.of(TestPlatformKey.publicKeyFile()));
    private final Map<String, String> signed = signer.sign(TOPIC, "k", HEADERS, VALUE);

    @TempDir
    Path folder;

    @Test
    void acceptsWhatThePlatformSigned() {
        assertThat(verifier.check(TOPIC, "k", signed, VALUE)).isEqualTo(Authenticity.AUTHENTIC);
    } // #9.6

    @Test
    void acceptsASignatureThatFollowsTheDocumentedFormat() {
        var record = new WireEvent(TOPIC, "k", HEADERS, VALUE);

        assertThat(verifier.check(TOPIC, "k", TestRecordSignature.added(record), VALUE))
                .isEqualTo(Authenticity.AUTHENTIC);
    }

    @Test
    void acceptsHeadersAddedOnTheWayThatNoConsumerReads() {
        assertThat(verifier.check(TOPIC, "k", with("traceparent", "00-0-0-00"), VALUE))
                .isEqualTo(Authenticity.AUTHENTIC);
    } // #9.6

    @Test
    void rejectsARecordWithoutSignature() {
        assertThat(verifier.check(TOPIC, "k", HEADERS, VALUE)).isEqualTo(Authenticity.UNSIGNED);
        assertThat(verifier.check(TOPIC, null, signed, VALUE)).isEqualTo(Authenticity.UNSIGNED);
    } // #9.6

    @Test
    void rejectsARecordOfWhichAnyPartWasChanged() {
        byte[] otherValue = "{\"keyId\":\"l\"}".getBytes(StandardCharsets.UTF_8);

        assertThat(verifier.check("access.installations", "k", signed, VALUE)).isEqualTo(Authenticity.WRONG_SIGNATURE);
        assertThat(verifier.check(TOPIC, "l", signed, VALUE)).isEqualTo(Authenticity.WRONG_SIGNATURE);
        assertThat(verifier.check(TOPIC, "k", signed, otherValue)).isEqualTo(Authenticity.WRONG_SIGNATURE);
        assertThat(verifier.check(TOPIC, "k", with("ce_type", "dev.millrace.access.signing.key.changed.v1"), VALUE))
                .isEqualTo(Authenticity.WRONG_SIGNATURE);
        assertThat(verifier.check(TOPIC, "k", with("ce_added", "x"), VALUE)).isEqualTo(Authenticity.WRONG_SIGNATURE);
        assertThat(verifier.check(TOPIC, "k", with("ce_millracesignature", "!"), VALUE))
                .isEqualTo(Authenticity.WRONG_SIGNATURE);
        assertThat(verifier.check(TOPIC, "k", with("ce_millracesignature", ""), VALUE))
                .isEqualTo(Authenticity.WRONG_SIGNATURE);
    } // #9.6

    @Test
    void rejectsTextMovedFromOnePartToTheNext() {
        var moved = new HashMap<>(signer.sign(TOPIC, "ke", Map.of("ce_id", "y1"), VALUE));
        moved.put("ce_id", "1");

        assertThat(verifier.check(TOPIC, "key", moved, VALUE)).isEqualTo(Authenticity.WRONG_SIGNATURE);
    } // #9.6

    @Test
    void rejectsTheSignatureOfAnotherKey() throws IOException {
        Path other = Files.writeString(
                folder.resolve("other.pem"), TestKeys.pem(TestKeys.ec().getPrivate()));
        var forged = new RecordSigner(Optional.of(other)).sign(TOPIC, "k", HEADERS, VALUE);

        assertThat(verifier.check(TOPIC, "k", forged, VALUE)).isEqualTo(Authenticity.WRONG_SIGNATURE);
    } // #9.6

    @Test
    void rejectsATombstoneHoweverItIsSigned() {
        assertThat(verifier.check(TOPIC, "k", signed, null)).isEqualTo(Authenticity.TOMBSTONE);
        assertThat(verifier.check(TOPIC, "k", HEADERS, null)).isEqualTo(Authenticity.TOMBSTONE);
    } // #9.6

    @Test
    void acceptsNothingWithoutAKey() {
        assertThat(new RecordVerifier(Optional.empty()).check(TOPIC, "k", signed, VALUE))
                .isEqualTo(Authenticity.NO_KEY);
    } // #9.6

    @Test
    void rejectsAPublicKeyThatIsNotP256() throws IOException {
        Path rsa = Files.writeString(
                folder.resolve("rsa.pub.pem"), TestKeys.pem(TestKeys.rsa().getPublic()));

        assertThatThrownBy(() -> RecordVerifier.withKeyIn(Optional.of(rsa)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("RSA");
    } // #9.6

    @Test
    void leavesOtherTopicsAlone() {
        assertThat(signer.sign("git.updates", "k", HEADERS, VALUE)).isEqualTo(HEADERS);
        assertThat(verifier.check("git.updates", "k", HEADERS, VALUE)).isEqualTo(Authenticity.AUTHENTIC);
    } // #9.6

    @Test
    void countsWhatItRejectsByTopicAndReason() throws IOException {
        var meters = new SimpleMeterRegistry();
        var gate = new SignedRecords(
                new RecordVerifier(Optional.of(PublicKeys.read(Files.readString(TestPlatformKey.publicKeyFile())))),
                meters,
                Clock.systemUTC());

        boolean right = gate.accept(record(signed));
        boolean unsigned = gate.accept(record(HEADERS));
        boolean wrong = gate.accept(record(with("ce_id", "2")));

        assertThat(right).isTrue();
        assertThat(unsigned).isFalse();
        assertThat(wrong).isFalse();
        assertThat(rejected(meters, "unsigned")).isEqualTo(1);
        assertThat(rejected(meters, "wrong_signature")).isEqualTo(1);
    } // #9.6

    private static double rejected(SimpleMeterRegistry meters, String reason) {
        return meters.counter("millrace.events.rejected", "topic", TOPIC, "reason", reason)
                .count();
    }

    private static ConsumerRecord<String, byte[]> record(Map<String, String> headers) {
        var record = new ConsumerRecord<>(TOPIC, 0, 0, "k", VALUE);
        headers.forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        return record;
    }

    private Map<String, String> with(String name, String text) {
        var changed = new HashMap<>(signed);
        changed.put(name, text);
        return changed;
    }
}
