package dev.millrace.kit.trust;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

@ApplicationScoped
class TrustBeans {

    @Produces
    @Singleton
    TrustedCertificates trustedCertificates(
            @ConfigProperty(name = TrustedCertificates.SETTING) Optional<List<Path>> files) {
        return TrustedCertificates.with(files.orElse(List.of()));
    }
}
