package dev.millrace.gateway;

import static java.util.Map.entry;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;

/** The settings of a gateway at which people sign in with two OpenID Connect providers, which are not running when the gateway starts. */
public final class SignInSettings implements QuarkusTestProfile {

    public static final String CREW = "oidc-crew";
    public static final String TOOLS = "oidc-tools";
    public static final String SOLO = "oidc-solo";
    /** Id of the second provider. */
    public static final String PARTNER = "partner";

    private static final String ISSUER = "millrace.gateway.oidc.issuer";
    private static final String PARTNERS = "millrace.gateway.oidc.providers." + PARTNER;

    /** Starts the provider that the settings name first. */
    public static FakeOpenIdProvider startProvider() {
        return start(ISSUER);
    }

    /** Starts the second one. */
    public static FakeOpenIdProvider startPartner() {
        return start(PARTNERS + ".issuer");
    }

    private static FakeOpenIdProvider start(String issuer) {
        return new FakeOpenIdProvider(
                ConfigProvider.getConfig().getValue(issuer, URI.class).getPort());
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.ofEntries(
                entry(ISSUER, "http://localhost:" + freePort()),
                entry("millrace.gateway.oidc.client-id", FakeOpenIdProvider.CLIENT_ID),
                entry("millrace.gateway.oidc.client-secret", FakeOpenIdProvider.SECRET),
                entry("millrace.gateway.oidc.name", "Acme SSO"),
                entry("millrace.gateway.oidc.groups.crew", CREW + ":member"),
                entry("millrace.gateway.oidc.groups.leads", CREW + ":maintainer," + TOOLS + ":viewer"),
                entry("millrace.gateway.oidc.groups.solo", SOLO + ":owner"),
                entry("millrace.gateway.oidc.groups.lost", "team-that-does-not-exist:owner"),
                entry(PARTNERS + ".issuer", "http://localhost:" + freePort()),
                entry(PARTNERS + ".client-id", FakeOpenIdProvider.CLIENT_ID),
                entry(PARTNERS + ".client-secret", FakeOpenIdProvider.SECRET),
                entry(PARTNERS + ".name", "Partner SSO"),
                entry(PARTNERS + ".groups.guests", CREW + ":viewer," + TOOLS + ":member"));
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
