package dev.millrace.gateway.connection;

import dev.millrace.forge.ForgeHost;
import java.util.List;
import java.util.Optional;

/**
 * An App at a GitHub with which people sign in.
 *
 * @param connectionId the connection that it belongs to
 * @param host where it is registered
 * @param team the only team that uses it; empty if all teams do
 * @param appId its number, decimal string
 * @param slug its name in addresses; empty if it is not known
 * @param clientId identifies it to people who sign in
 * @param clientSecrets the active ones in plain text, the newest first; at least one
 */
public record SignInApp(
        String connectionId,
        ForgeHost host,
        Optional<String> team,
        String appId,
        Optional<String> slug,
        String clientId,
        List<String> clientSecrets) {

    public SignInApp {
        clientSecrets = List.copyOf(clientSecrets);
    }

    /** Host that names the forge, for example {@code github.com}. */
    public String instance() {
        return host.instance();
    }

    /** Shows no secret. */
    @Override
    public String toString() {
        return "SignInApp[" + connectionId + "]";
    }
}
