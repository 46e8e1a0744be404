package dev.millrace.kit.secret;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;

@ApplicationScoped
class SecretBoxBean {

    @Produces
    @Singleton
    @DefaultBean
    SecretBox secretBox(
            @ConfigProperty(name = "millrace.secrets.keyset-file", defaultValue = ".millrace/data/keys/secrets.json")
                    Path file) {
        return new SecretBox(file);
    }
}
