package dev.millrace.gateway.oidc;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import java.util.Map;

/** Sign-in with further OpenID Connect providers, {@code millrace.gateway.oidc.providers.*}. */
@ConfigMapping(prefix = "millrace.gateway.oidc.providers")
interface OidcProvidersConfig {

    /**
     * Further providers, each by an id of 1 to 40 lower-case letters, digits and {@code -} that is part of its redirect address. Each has
     * the same keys as {@code millrace.gateway.oidc}.
     */
    @WithParentName
    Map<String, OidcConfig> all();
}
