package dev.millrace.ingest.hook;

import static dev.millrace.ingest.hook.Calls.body;
import static dev.millrace.ingest.hook.Calls.connection;
import static dev.millrace.ingest.hook.Calls.headers;
import static dev.millrace.ingest.hook.Calls.secret;
import static dev.millrace.ingest.hook.Calls.verify;
import static dev.millrace.ingest.hook.Calls.with;
import static dev.millrace.ingest.hook.Calls.without;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.forge.Forge;
import dev.millrace.ingest.hook.Verification.BadProof;
import dev.millrace.ingest.hook.Verification.NoProof;
import dev.millrace.ingest.hook.Verification.Stale;
import dev.millrace.ingest.hook.Verification.Unidentified;
import dev.millrace.ingest.hook.Verification.Verified;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The signature is the vector in the reference libraries of Standard Webhooks. */
class GitlabVerifierTest {

    private static final String KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String BODY = "{\"test\": 2432232314}";
    private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    private static final Instant SIGNED_AT = Instant.ofEpochSecond(1614265330);

    private static final HookHeaders SIGNED = headers(
            "X-Gitlab-Event", "Push Hook",
            "Idempotency-Key", "msg_p5jXN8AQM9LWM0D4loKWxJek",
            "webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek",
            "webhook-timestamp", "1614265330",
            "webhook-signature", SIGNATURE);
    private static final HookHeaders WITH_TOKEN = headers(
            "X-Gitlab-Event", "Merge Request Hook",
            "X-Gitlab-Event-UUID", "13792a34-cac6-4fda-95a8-c58e00a3954e",
            "Idempotency-Key", "f5e5f430-f57b-4e6e-9fac-d9128cd7232f",
            "X-Gitlab-Token", "plain secret");

    private final HookConnection signing = connection(Forge.GITLAB, "another", KEY);

    @Test
    void verifiesASignature() {
        assertThat(at(SIGNED_AT, SIGNED)).isInstanceOfSatisfying(Verified.class, verified -> {
            assertThat(verified.secret()).isEqualTo(secret(KEY));
            assertThat(verified.event()).isEqualTo("Push Hook");
            assertThat(verified.deliveryId()).matches("[0-9a-f-]{36}");
        });
    }

    @Test
    void verifiesOneOfSeveralSignatures() {
        String several = "v1a,notours v1,AAAA v1,%%% " + SIGNATURE;

        assertThat(at(SIGNED_AT, with(SIGNED, "webhook-signature", several))).isInstanceOf(Verified.class);
    }

    @Test
    void acceptsAKeyWithoutItsPrefix() {
        HookConnection bare = connection(Forge.GITLAB, KEY.substring("whsec_".length()));

        assertThat(Verifiers.of(Forge.GITLAB).verify(bare, SIGNED, body(BODY), SIGNED_AT))
                .isInstanceOf(Verified.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {-301, 301, 86_400})
    void refusesATimestampFarFromTheClock(long seconds) {
        assertThat(at(SIGNED_AT.plusSeconds(seconds), SIGNED)).isInstanceOf(Stale.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {-300, 300})
    void acceptsATimestampNearTheClock(long seconds) {
        assertThat(at(SIGNED_AT.plusSeconds(seconds), SIGNED)).isInstanceOf(Verified.class);
    }

    @Test
    void signsIdTimestampAndBody() {
        assertThat(at(SIGNED_AT, with(SIGNED, "webhook-id", "msg_2"))).isInstanceOf(BadProof.class);
        assertThat(at(SIGNED_AT, with(SIGNED, "webhook-timestamp", "1614265331")))
                .isInstanceOf(BadProof.class);
        assertThat(at(SIGNED_AT, without(SIGNED, "webhook-timestamp"))).isInstanceOf(BadProof.class);
        assertThat(Verifiers.of(Forge.GITLAB).verify(signing, SIGNED, body(BODY + " "), SIGNED_AT))
                .isInstanceOf(BadProof.class);
    }

    @Test
    void doesNotLetATokenReplaceABadSignature() {
        HookConnection both = connection(Forge.GITLAB, "plain secret", KEY);
        HookHeaders call = with(with(WITH_TOKEN, "webhook-signature", SIGNATURE), "webhook-id", "1");

        assertThat(verify(both, call, BODY)).isInstanceOf(BadProof.class);
    }

    @Test
    void verifiesAToken() {
        assertThat(verify(connection(Forge.GITLAB, "other", "plain secret"), WITH_TOKEN, BODY))
                .isEqualTo(new Verified(
                        secret("plain secret"), "Merge Request Hook", "", "f5e5f430-f57b-4e6e-9fac-d9128cd7232f"));
    }

    @Test
    void refusesAnotherTokenAndAKeyOfSignaturesAsToken() {
        assertThat(verify(connection(Forge.GITLAB, "plain"), WITH_TOKEN, BODY)).isInstanceOf(BadProof.class);
        assertThat(verify(connection(Forge.GITLAB, KEY), with(WITH_TOKEN, "X-Gitlab-Token", KEY), BODY))
                .isInstanceOf(BadProof.class);
        assertThat(verify(connection(Forge.GITLAB, "plain secret"), without(WITH_TOKEN, "X-Gitlab-Token"), BODY))
                .isInstanceOf(NoProof.class);
    }

    @Test
    void derivesTheIdWhereGitlabSendsNone() {
        HookConnection connection = connection(Forge.GITLAB, "plain secret");
        HookHeaders old = without(WITH_TOKEN, "Idempotency-Key");

        String id = id(verify(connection, old, BODY));

        assertThat(id).isEqualTo(id(verify(connection, old, BODY)));
        assertThat(id).isNotEqualTo(id(verify(connection, old, "{}")));
        assertThat(id).isNotEqualTo(id(verify(connection, with(old, "X-Gitlab-Event-UUID", "2"), BODY)));
    }

    @Test
    void requiresTheNameOfTheEvent() {
        assertThat(verify(connection(Forge.GITLAB, "plain secret"), without(WITH_TOKEN, "X-Gitlab-Event"), BODY))
                .isEqualTo(new Unidentified(
                        secret("plain secret"), "X-Gitlab-Event is missing or not the name of an event"));
    }

    @Test
    void refusesAKeyThatIsNotBase64() {
        assertThat(Verifiers.of(Forge.GITLAB).problem("whsec_!")).contains("after whsec_ follows Base64");
        assertThat(Verifiers.of(Forge.GITLAB).problem(KEY)).isEmpty();
    }

    private Verification at(Instant now, HookHeaders call) {
        return Verifiers.of(Forge.GITLAB).verify(signing, call, body(BODY), now);
    }

    private static String id(Verification verification) {
        return ((Verified) verification).deliveryId();
    }
}
