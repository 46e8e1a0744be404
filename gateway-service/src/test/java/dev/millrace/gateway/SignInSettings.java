package dev.millrace.gateway;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;

/** The settings of a gateway at which people sign in with an OpenID Connect provider, which is not running when the gateway starts. */
public final class SignInSettings implements QuarkusTestProfile {

    public static final String CREW = "oidc-crew";
    public static final String TOOLS = "oidc-tools";
    public static final String SOLO = "oidc-solo";

    private static final String ISSUER = "millrace.gateway.oidc.issuer";

    /** Starts the provider that the settings name. */
    public static FakeOpenIdProvider startProvider() {
        return new FakeOpenIdProvider(
                ConfigProvider.getConfig().getValue(ISSUER, URI.class).getPort());
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                ISSUER,
                "http://localhost:" + freePort(),
                "millrace.gateway.oidc.client-id",
                FakeOpenIdProvider.CLIENT_ID,
                "millrace.gateway.oidc.client-secret",
                FakeOpenIdProvider.SECRET,
                "millrace.gateway.oidc.name",
                "Acme SSO",
                "millrace.gateway.oidc.groups.crew",
                CREW + ":member",
                "millrace.gateway.oidc.groups.leads",
                CREW + ":maintainer," + TOOLS + ":viewer",
                "millrace.gateway.oidc.groups.solo",
                SOLO + ":owner",
                "millrace.gateway.oidc.groups.lost",
                "team-that-does-not-exist:owner");
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
