package dev.millrace.githttp.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.HMACSHA1NonceGenerator;
import org.junit.jupiter.api.Test;

class PushNoncesTest {

    private static final String SEED = "a secret";
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    private final Repository repository = new InMemoryRepository(new DfsRepositoryDescription("one"));
    private final Repository another = new InMemoryRepository(new DfsRepositoryDescription("two"));
    private final PushNonces nonces = new PushNonces(Optional.of(SEED), Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void acceptsNoncesOfTheLastTenMinutes() {
        assertThat(isAccepted(nonce(SEED, repository, Duration.ZERO))).isTrue();
        assertThat(isAccepted(nonce(SEED, repository, Duration.ofMinutes(10)))).isTrue();
    } // #9.15

    @Test
    void rejectsAGenuineNonceThatHasExpired() {
        assertThat(isAccepted(nonce(SEED, repository, Duration.ofSeconds(601)))).isFalse();
        assertThat(isAccepted(nonce(SEED, repository, Duration.ofMinutes(11)))).isFalse();
    } // #9.15

    @Test
    void rejectsNoncesOfAnotherRepositoryOrSecretAndOtherText() {
        assertThat(isAccepted(nonce(SEED, another, Duration.ZERO))).isFalse();
        assertThat(isAccepted(nonce("another secret", repository, Duration.ZERO)))
                .isFalse();
        assertThat(isAccepted(NOW.getEpochSecond() + "-" + "0".repeat(40))).isFalse();
        assertThat(isAccepted("no nonce")).isFalse();
        assertThat(isAccepted("")).isFalse();
        assertThat(nonces.isOurs(Optional.empty(), repository)).isFalse();
    } // #9.15

    private boolean isAccepted(String nonce) {
        return nonces.isOurs(Optional.of(nonce), repository);
    }

    private static String nonce(String seed, Repository repository, Duration age) {
        return new HMACSHA1NonceGenerator(seed)
                .createNonce(repository, NOW.minus(age).getEpochSecond());
    }
}
