package dev.millrace.pipeline.store;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.secret.SecretBox;
import dev.millrace.kit.trust.TrustedCertificates;
import dev.millrace.pipeline.PipelineConfig;
import dev.millrace.pipeline.PipelineConfig.SecretsIn;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The backend of each store, as the settings choose it. Created at start, so that settings that are wrong end it. */
@Startup
@Singleton
class TeamStores {

    private static final Set<String> SCHEMES = Set.of("http", "https");

    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9._~/{}-]+");

    private final ValueBackend secrets;
    private final ValueBackend configs;

    TeamStores(Database database, ValueStore store, SecretBox box, PipelineConfig config, TrustedCertificates trusted) {
        this.secrets = config.secrets().backend() == SecretsIn.VAULT
                ? new VaultValues(vault(config.secrets().vault(), trusted))
                : new DatabaseValues(database, store, StoreKind.SECRETS, Sealing.with(box));
        this.configs = new DatabaseValues(database, store, StoreKind.CONFIGS, Sealing.NONE);
    }

    ValueBackend of(StoreKind kind) {
        return switch (kind) {
            case SECRETS -> secrets;
            case CONFIGS -> configs;
        };
    }

    private static VaultClient vault(PipelineConfig.Vault config, TrustedCertificates trusted) {
        rejection(config).ifPresent(reason -> {
            throw new IllegalStateException(reason);
        });
        return new VaultClient(config.url().orElseThrow(), config, trusted.context());
    }

    /** What is wrong with the settings of Vault, with the name of the setting; empty if nothing is. */
    static Optional<String> rejection(PipelineConfig.Vault config) {
        String prefix = "millrace.pipeline.secrets.vault.";
        Optional<URI> url = config.url()
                .filter(address -> SCHEMES.contains(String.valueOf(address.getScheme()))
                        && address.getHost() != null
                        && address.getRawUserInfo() == null
                        && address.getRawQuery() == null);
        if (url.isEmpty()) {
            return Optional.of(prefix + "url must be an http or https address, such as https://vault.example.org:8200");
        }
        if (config.token().isPresent() == config.tokenFile().isPresent()) {
            return Optional.of(prefix + "token-file or token must be set, and not both");
        }
        if (!config.path().contains("{team}/") || !config.path().endsWith("/{key}")) {
            return Optional.of(prefix + "path must contain {team} as a folder, and end with /{key}");
        }
        if (!PATH.matcher(config.path() + config.mount()).matches()) {
            return Optional.of(prefix + "path and mount may have letters, digits and ._~/- only");
        }
        return config.timeout().isPositive() ? Optional.empty() : Optional.of(prefix + "timeout must be positive");
    }
}
