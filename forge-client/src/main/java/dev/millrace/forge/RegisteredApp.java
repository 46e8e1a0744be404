package dev.millrace.forge;

import java.util.Optional;

/**
 * An App that was registered from a manifest, with its secrets, which the forge shows once.
 *
 * @param id number, decimal string
 * @param slug its name in addresses; the person may have chosen another name than the manifest's
 * @param clientId for signing in
 * @param clientSecret for signing in
 * @param webhookSecret what its webhooks are signed with; empty if the forge issued none
 * @param privateKey RSA key in PEM
 */
public record RegisteredApp(
        String id,
        String slug,
        String clientId,
        String clientSecret,
        Optional<String> webhookSecret,
        String privateKey) {

    /** Shows no secret. */
    @Override
    public String toString() {
        return "RegisteredApp[" + id + ", " + slug + "]";
    }
}
