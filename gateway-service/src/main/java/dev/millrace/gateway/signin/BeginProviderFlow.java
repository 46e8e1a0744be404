package dev.millrace.gateway.signin;

import dev.millrace.gateway.oidc.OpenIdProvider;
import dev.millrace.gateway.oidc.OpenIdProviders;
import dev.millrace.gateway.oidc.ProviderFailure;
import dev.millrace.gateway.route.UpstreamAddresses;
import dev.millrace.gateway.signin.Flow.Purpose;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Optional;
import java.util.UUID;

/** Sends a browser to an OpenID Connect provider. */
@ApplicationScoped
class BeginProviderFlow {

    private static final String ROOT = "/api/session/oidc/";

    private final Flows flows;
    private final UpstreamAddresses addresses;

    BeginProviderFlow(Flows flows, UpstreamAddresses addresses) {
        this.flows = flows;
        this.addresses = addresses;
    }

    /**
     * Begins a sign-in.
     *
     * @param provider where the browser is sent
     * @param invitation secret of an invitation
     * @throws ProviderFailure if the provider is unavailable
     */
    Begun signIn(OpenIdProvider provider, Optional<String> invitation) {
        FlowSecrets secrets = FlowSecrets.random();
        return begin(provider, Flow.signIn(secrets, site(provider), invitation, flows.end()), secrets);
    }

    /**
     * Links an account to the user.
     *
     * @throws ProviderFailure if the provider is unavailable
     */
    Begun link(OpenIdProvider provider, UUID user) {
        FlowSecrets secrets = FlowSecrets.random();
        return begin(provider, Flow.ofUser(secrets, site(provider), Purpose.LINK, user, flows.end()), secrets);
    }

    /**
     * Where the provider sends the browser. Each provider has an address of its own, so that none can send a browser back with a code
     * that is another one's.
     */
    URI callback(OpenIdProvider provider) {
        String path = provider.id().equals(OpenIdProviders.FIRST) ? "" : "providers/" + provider.id() + "/";
        return addresses.publicAddress().resolve(ROOT + path + "callback");
    }

    private Begun begin(OpenIdProvider provider, Flow flow, FlowSecrets secrets) {
        URI page = provider.authorizePage(callback(provider), secrets.state(), secrets.nonce(), secrets.challenge());
        flows.add(flow);
        return new Begun(page, secrets);
    }

    static Flow.Site site(OpenIdProvider provider) {
        return new Flow.Provider(provider.issuer());
    }
}
