package dev.millrace.gateway.oidc;

import java.net.URI;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * Where the provider does what (OpenID Connect Discovery 1.0, section 3).
 *
 * @param issuer as ID tokens state it
 * @param authorizationEndpoint page on which people sign in
 * @param tokenEndpoint exchanges codes
 * @param jwksUri keys that sign ID tokens
 * @param userinfoEndpoint describes people; empty if there is none
 * @param acceptsBasic whether the client may authenticate with the header {@code Authorization} at the token endpoint
 */
record ProviderMetadata(
        String issuer,
        URI authorizationEndpoint,
        URI tokenEndpoint,
        URI jwksUri,
        Optional<URI> userinfoEndpoint,
        boolean acceptsBasic) {

    /**
     * Reads the document.
     *
     * @param expected issuer of the settings; a slash at the end makes no difference
     * @throws ProviderFailure naming what is missing, or another issuer
     */
    static ProviderMetadata read(Map<String, Object> document, URI expected) {
        String issuer = ProviderJson.text(document, "issuer")
                .filter(stated -> stripped(stated).equals(stripped(expected.toString())))
                .orElseThrow(() -> new ProviderFailure("the configuration of %s is that of another issuer, '%s'"
                        .formatted(expected, document.get("issuer"))));
        boolean secure = "https".equals(expected.getScheme());
        return new ProviderMetadata(
                issuer,
                required(document, "authorization_endpoint", secure),
                required(document, "token_endpoint", secure),
                required(document, "jwks_uri", secure),
                address(document, "userinfo_endpoint", secure),
                !(document.get("token_endpoint_auth_methods_supported") instanceof Collection<?> methods)
                        || methods.contains("client_secret_basic"));
    }

    private static URI required(Map<String, Object> document, String field, boolean secure) {
        return address(document, field, secure)
                .orElseThrow(() -> new ProviderFailure(
                        "the provider's configuration has no %s that can be used".formatted(field)));
    }

    private static Optional<URI> address(Map<String, Object> document, String field, boolean secure) {
        return ProviderJson.text(document, field)
                .filter(text -> text.startsWith("https://") || (!secure && text.startsWith("http://")))
                .map(text -> parsed(text, field));
    }

    private static URI parsed(String text, String field) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new ProviderFailure("the provider's %s is no address".formatted(field), e);
        }
    }

    private static String stripped(String address) {
        return address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
    }
}
