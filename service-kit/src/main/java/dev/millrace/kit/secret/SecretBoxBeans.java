package dev.millrace.kit.secret;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;

@ApplicationScoped
class SecretBoxBeans {

    /**
     * Provides encryption of secrets at rest.
     *
     * @param file keyset that seals stored credentials and webhook secrets, the same for every service that uses them
     * @param create whether the keyset is created if the file does not exist: only where all services share one folder,
     *     since services with different keysets cannot read each other's secrets
     */
    @Produces
    @Singleton
    @DefaultBean
    SecretBox secretBox(
            @ConfigProperty(name = "millrace.secrets.keyset-file", defaultValue = ".millrace/data/keys/secrets.json")
                    Path file,
            @ConfigProperty(name = "millrace.secrets.create-keyset", defaultValue = "false") boolean create) {
        return create ? SecretBox.createdIn(file) : SecretBox.withKeysetIn(file);
    }
}
