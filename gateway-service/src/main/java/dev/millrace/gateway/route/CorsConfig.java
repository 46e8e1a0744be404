package dev.millrace.gateway.route;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** Which pages of other sites may call the API from a browser, {@code millrace.gateway.cors.*}. */
@ConfigMapping(prefix = "millrace.gateway.cors")
interface CorsConfig {

    /**
     * Origins of these pages, separated by commas: scheme, host and port as browsers send them, for example
     * {@code https://app.example.com}; {@code *} for all. None if absent. Cookies are never accepted from them, only tokens.
     */
    Optional<List<String>> origins();
}
