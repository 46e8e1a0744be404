package dev.millrace.githttp.push;

import java.time.Clock;
import java.util.Optional;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.HMACSHA1NonceGenerator;
import org.eclipse.jgit.transport.NonceGenerator;
import org.eclipse.jgit.transport.PushCertificate.NonceStatus;
import org.eclipse.jgit.transport.SignedPushConfig;

/** Nonces of signed pushes: derived from a secret, the repository and the time, so that no instance has to remember them. */
final class PushNonces {

    /** Maximum age of a nonce in seconds: the advertisement and the push are two requests. */
    private static final int OLDEST = 600;

    private final SignedPushConfig config = new SignedPushConfig();
    private final Optional<NonceGenerator> generator;
    private final Clock clock;

    /** @param seed the secret; without one, signed pushes are not offered */
    PushNonces(Optional<String> seed, Clock clock) {
        this.clock = clock;
        this.generator = seed.map(HMACSHA1NonceGenerator::new);
        seed.ifPresent(secret -> {
            config.setCertNonceSeed(secret);
            config.setCertNonceSlopLimit(OLDEST);
        });
    }

    /** The configuration with which JGit offers signed pushes; empty if they are not offered. */
    Optional<SignedPushConfig> offer() {
        return generator.map(present -> config);
    }

    /** Whether a nonce was issued for this repository and has not expired; JGit calls an expired one {@code SLOP}. */
    boolean isOurs(Optional<String> nonce, Repository repository) {
        if (generator.isEmpty() || nonce.isEmpty()) {
            return false;
        }
        NonceGenerator ours = generator.get();
        String now = ours.createNonce(repository, clock.instant().getEpochSecond());
        return ours.verify(nonce.get(), now, repository, true, OLDEST) == NonceStatus.OK;
    }
}
