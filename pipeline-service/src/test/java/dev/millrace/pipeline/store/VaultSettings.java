package dev.millrace.pipeline.store;

import dev.millrace.pipeline.PipelineConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Settings of Vault for tests. */
record VaultSettings(
        Optional<URI> url,
        Optional<String> token,
        Optional<Path> tokenFile,
        Optional<String> namespace,
        String mount,
        String path,
        Duration timeout)
        implements PipelineConfig.Vault {

    static VaultSettings of(URI url) {
        return new VaultSettings(
                Optional.of(url),
                Optional.of(StubVault.TOKEN),
                Optional.empty(),
                Optional.empty(),
                "secret",
                "millrace/{team}/{key}",
                Duration.ofSeconds(5));
    }

    VaultSettings withUrl(String address) {
        return new VaultSettings(Optional.of(URI.create(address)), token, tokenFile, namespace, mount, path, timeout);
    }

    VaultSettings withToken(String newToken) {
        return new VaultSettings(url, Optional.of(newToken), tokenFile, namespace, mount, path, timeout);
    }

    VaultSettings withTokenFile(Path file) {
        return new VaultSettings(url, Optional.empty(), Optional.of(file), namespace, mount, path, timeout);
    }

    VaultSettings withNamespace(String name) {
        return new VaultSettings(url, token, tokenFile, Optional.of(name), mount, path, timeout);
    }

    VaultSettings at(String newMount, String newPath) {
        return new VaultSettings(url, token, tokenFile, namespace, newMount, newPath, timeout);
    }

    VaultSettings withTimeout(Duration newTimeout) {
        return new VaultSettings(url, token, tokenFile, namespace, mount, path, newTimeout);
    }
}
