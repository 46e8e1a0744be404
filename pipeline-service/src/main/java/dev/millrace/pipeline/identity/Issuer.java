package dev.millrace.pipeline.identity;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The name of this platform in identity tokens: its public address, at which those who verify find the documents. */
@Singleton
final class Issuer {

    private final String url;

    /**
     * The public address.
     *
     * @param publicUrl address under which people, clients and forges reach the platform
     */
    @Inject
    Issuer(@ConfigProperty(name = "millrace.urls.public", defaultValue = "http://localhost:8080") URI publicUrl) {
        this.url = publicUrl.toString().replaceAll("/+$", "");
    }

    /** Without a slash at its end. */
    String url() {
        return url;
    }
}
