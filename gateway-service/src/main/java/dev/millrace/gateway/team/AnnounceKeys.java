package dev.millrace.gateway.team;

import dev.millrace.events.Topic;
import dev.millrace.kit.identity.record.RecordSigner;
import dev.millrace.kit.identity.record.RecordVerifier;
import dev.millrace.kit.identity.record.RecordVerifier.Authenticity;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** At start: registers the platform's public key and publishes all keys. */
@ApplicationScoped
class AnnounceKeys {

    private static final String SAMPLE_TOPIC = Topic.ACCESS_KEYS.wireName();

    private final RegisterPlatformKey registerPlatformKey;
    private final KeyRegisters registers;
    private final RecordSigner signer;
    private final Optional<Path> platformKey;

    AnnounceKeys(
            RegisterPlatformKey registerPlatformKey,
            KeyRegisters registers,
            RecordSigner signer,
            @ConfigProperty(name = "millrace.platform.public-key-file") Optional<Path> platformKey) {
        this.registerPlatformKey = registerPlatformKey;
        this.registers = registers;
        this.signer = signer;
        this.platformKey = platformKey;
    }

    void onStart(@Observes StartupEvent start) {
        Path file = platformKey.orElseThrow(() -> new IllegalStateException(
                "millrace.platform.public-key-file is not configured: no service could accept what we announce"));
        requireKeyPair(file);
        registerPlatformKey.register(read(file));
        registers.accessKeys().announceAll();
        registers.signingKeys().announceAll();
    }

    /** Every service rejects records that the configured public key does not verify, so a mismatch stops the start. */
    private void requireKeyPair(Path publicKey) {
        byte[] sample = {1};
        var headers = signer.sign(SAMPLE_TOPIC, "sample", Map.of(), sample);
        if (RecordVerifier.withKeyIn(Optional.of(publicKey)).check(SAMPLE_TOPIC, "sample", headers, sample)
                != Authenticity.AUTHENTIC) {
            throw new IllegalStateException(
                    "millrace.platform.public-key-file %s is not the public half of millrace.platform.private-key-file"
                            .formatted(publicKey));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("the platform's public key cannot be read from " + file, e);
        }
    }
}
