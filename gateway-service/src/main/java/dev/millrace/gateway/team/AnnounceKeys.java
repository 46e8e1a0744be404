package dev.millrace.gateway.team;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** At start: takes in the platform's public key and tells everybody all keys. */
@ApplicationScoped
class AnnounceKeys {

    private static final Logger LOG = Logger.getLogger(AnnounceKeys.class);

    private final AccessKeyRegister register;
    private final SigningKeyRegister signingKeys;
    private final Optional<Path> platformKey;

    AnnounceKeys(
            AccessKeyRegister register,
            SigningKeyRegister signingKeys,
            @ConfigProperty(name = "millrace.platform.public-key-file") Optional<Path> platformKey) {
        this.register = register;
        this.signingKeys = signingKeys;
        this.platformKey = platformKey;
    }

    void onStart(@Observes StartupEvent start) {
        if (platformKey.isPresent()) {
            register.registerPlatformKey(read(platformKey.get()));
        } else {
            LOG.warn("millrace.platform.public-key-file is not set: services cannot act for a team among themselves");
        }
        register.announceAll();
        signingKeys.announceAll();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("the platform's public key cannot be read from " + file, e);
        }
    }
}
