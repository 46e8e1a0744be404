package dev.millrace.gateway.signin;

import dev.millrace.gateway.token.RandomText;
import dev.millrace.kit.identity.OpaqueTokens;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The random texts of a flow, stored as hashes only.
 *
 * @param state in the address that the browser comes back to
 * @param browser in its cookie; the verifier of PKCE, too
 */
record FlowSecrets(String state, String browser) {

    /** With 40 random characters it has the length that a verifier needs (RFC 7636, section 4.1). */
    private static final String BROWSER_PREFIX = "mrf_";

    private static final String OF_NONCE = "nonce/";

    static FlowSecrets random() {
        return new FlowSecrets(RandomText.of(""), RandomText.of(BROWSER_PREFIX));
    }

    /** The challenge of PKCE, method S256. */
    String challenge() {
        return digest(browser);
    }

    /** What a provider has to put into the ID token (OpenID Connect Core, section 3.1.2.1): only the cookie leads to it. */
    String nonce() {
        return nonce(browser);
    }

    /** The nonce of the flow with this secret in its cookie. */
    static String nonce(String browser) {
        return digest(OF_NONCE + browser);
    }

    private static String digest(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(HexFormat.of().parseHex(OpaqueTokens.sha256(text)));
    }

    /** Shows no secret. */
    @Override
    public String toString() {
        return "FlowSecrets";
    }
}
