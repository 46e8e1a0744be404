package dev.millrace.pipeline.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.trust.TrustedCertificates;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VaultValuesTest {

    private static final Instant NOW = Instant.parse("2026-11-20T11:00:00Z");

    @AutoClose
    private final StubVault stub = new StubVault();

    private final VaultSettings settings = VaultSettings.of(stub.url());
    private final VaultValues vault = with(settings);

    @TempDir
    Path folder;

    @Test
    void setsReadsAndDeletesASecretOfItsOwn() {
        assertThat(put("TOKEN", "hush")).isEqualTo(PutOutcome.ADDED);
        assertThat(put("TOKEN", "hush")).isEqualTo(PutOutcome.UNCHANGED);
        assertThat(put("TOKEN", "quiet \"\\\n€")).isEqualTo(PutOutcome.CHANGED);

        assertThat(vault.read("acme", Set.of("TOKEN", "NONE"))).isEqualTo(Map.of("TOKEN", "quiet \"\\\n€"));
        assertThat(vault.read("other", Set.of("TOKEN"))).isEmpty();
        assertThat(stub.requests).contains("POST /v1/secret/data/millrace/acme/TOKEN");
        assertThat(vault.delete(none(), "acme", "TOKEN")).isTrue();
        assertThat(vault.delete(none(), "acme", "TOKEN")).isFalse();
        assertThat(vault.read("acme", Set.of("TOKEN"))).isEmpty();
        assertThat(stub.requests).contains("DELETE /v1/secret/metadata/millrace/acme/TOKEN");
    }

    @Test
    void listsKeysInPagesWithoutValues() {
        put("B", "1");
        put("A", "2");
        stub.put("millrace/acme/C", Map.of("value", "3"));
        stub.put("millrace/acme/folder/D", Map.of("value", "4"));
        stub.put("millrace/acme/not-a-key", Map.of("value", "5"));
        stub.put("millrace/acmes/E", Map.of("value", "6"));

        List<StoredValue> first = vault.list("acme", Optional.empty(), 2);
        List<StoredValue> rest = vault.list("acme", Optional.of("B"), 2);

        assertThat(first).extracting(StoredValue::key).containsExactly("A", "B");
        assertThat(first.getFirst())
                .isEqualTo(new StoredValue(
                        "A", Optional.empty(), Instant.parse("2026-11-20T10:00:00.123456789Z"), Optional.of("ada")));
        assertThat(rest)
                .singleElement()
                .satisfies(value -> assertThat(value.updatedBy()).isEmpty());
        assertThat(vault.list("nothing", Optional.empty(), 2)).isEmpty();
    }

    @Test
    void hasNoValueOfAVersionThatWasDeletedInVault() {
        stub.put("millrace/acme/B", Map.of("value", "1"));
        stub.stored.put("millrace/acme/A", NullNode.getInstance());

        assertThat(vault.read("acme", Set.of("A"))).isEmpty();
        assertThat(vault.list("acme", Optional.empty(), 1))
                .extracting(StoredValue::key)
                .containsExactly("B");
        assertThat(put("A", "2")).isEqualTo(PutOutcome.ADDED);
    }

    @Test
    void hasNoValueWhereTheFieldIsNoText() {
        stub.put("millrace/acme/A", Map.of("password", "1"));
        stub.put("millrace/acme/B", Map.of("value", 7));

        assertThat(vault.read("acme", Set.of("A", "B"))).isEmpty();
    }

    @Test
    void limitsTheSecretsOfATeam() {
        IntStream.range(0, ValueRules.MOST_VALUES).forEach(i -> stub.put("millrace/acme/K" + i, Map.of("value", "1")));

        assertThat(put("NEW", "1")).isEqualTo(PutOutcome.TOO_MANY);
        assertThat(put("K7", "2")).isEqualTo(PutOutcome.CHANGED);
    }

    @Test
    void usesTheNamespaceTheMountAndThePathOfTheSettings() {
        VaultValues other = with(settings.withNamespace("ci/teams").at("secret", "a/{team}/b/{key}"));

        other.put(none(), new NewValue("acme", "A", "1", "ada", NOW));

        assertThat(stub.stored).containsKey("a/acme/b/A");
        assertThat(stub.namespaces).isNotEmpty().containsOnly("ci/teams");
    }

    @Test
    void readsTheTokenFileEachTime() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "expired\n");
        VaultValues withFile = with(settings.withTokenFile(file));
        assertUnavailable(() -> withFile.read("acme", Set.of("A")), "403 permission denied");

        Files.writeString(file, StubVault.TOKEN + "\n");
        assertThat(withFile.read("acme", Set.of("A"))).isEmpty();

        Files.delete(file);
        assertUnavailable(() -> withFile.read("acme", Set.of("A")), "token file");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 307, 400, 403, 412, 429, 472, 500, 502, 503})
    void isNotAvailableWhereVaultDoesNotSucceed(int status) {
        stub.failure = Optional.of(status);

        assertUnavailable(() -> vault.read("acme", Set.of("A")), status + " Vault is sealed");
        assertUnavailable(() -> put("A", "hush-hush"), String.valueOf(status));
        assertUnavailable(() -> vault.delete(none(), "acme", "A"), String.valueOf(status));
        assertUnavailable(() -> vault.list("acme", Optional.empty(), 2), String.valueOf(status));
    }

    @Test
    void takesAnEngineThatDoesNotExistForNoMissingSecret() {
        assertUnavailable(
                () -> with(settings.at("kv", settings.path())).read("acme", Set.of("A")), "no handler for route");
    }

    @Test
    void isNotAvailableWithoutAServerOrAnAnswerInTime() {
        stub.delayMillis = 3_000;
        assertUnavailable(
                () -> with(settings.withTimeout(Duration.ofMillis(200))).read("acme", Set.of("A")), "timed out");

        stub.close();
        assertUnavailable(() -> vault.read("acme", Set.of("A")), "Vault at 127.0.0.1:");
    }

    @Test
    void boundsWhatItReads() {
        stub.answer = Optional.of("{\"data\":{\"data\":{\"value\":\"" + "x".repeat(2 << 20) + "\"}}}");

        assertUnavailable(() -> vault.read("acme", Set.of("A")), "not available");
    }

    @Test
    void showsNoTokenThatIsMalformed() {
        assertThatThrownBy(() -> with(settings.withToken("hvs.a\nb")).read("acme", Set.of("A")))
                .isInstanceOf(MillraceException.class)
                .hasMessageNotContaining("hvs.a");
    }

    private static VaultValues with(VaultSettings settings) {
        var trusted = TrustedCertificates.with(List.of());
        return new VaultValues(new VaultClient(settings.url().orElseThrow(), settings, trusted.context()));
    }

    private PutOutcome put(String key, String value) {
        return vault.put(none(), new NewValue("acme", key, value, "ada", NOW));
    }

    /** Of a database that is not used: a change in Vault is no statement. */
    private static Transaction none() {
        return Transaction.over((Connection) Proxy.newProxyInstance(
                VaultValuesTest.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> method.getReturnType() == boolean.class ? false : null));
    }

    private static void assertUnavailable(ThrowingCallable call, String reason) {
        assertThatThrownBy(call).isInstanceOfSatisfying(MillraceException.class, thrown -> {
            assertThat(thrown.kind()).isEqualTo(ErrorKind.UPSTREAM);
            assertThat(thrown.status()).isEqualTo(503);
            assertThat(thrown.message()).contains(reason).doesNotContain("hush", StubVault.TOKEN);
        });
    }
}
