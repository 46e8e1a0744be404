package dev.millrace.gateway.signin;

import dev.millrace.gateway.oidc.OpenIdProvider;
import dev.millrace.gateway.oidc.ProviderFailure;
import dev.millrace.gateway.route.UpstreamAddresses;
import dev.millrace.gateway.signin.Flow.Purpose;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Optional;
import java.util.UUID;

/** Sends a browser to the OpenID Connect provider. */
@ApplicationScoped
class BeginProviderFlow {

    private static final String CALLBACK = "/api/session/oidc/callback";

    private final Flows flows;
    private final OpenIdProvider provider;
    private final UpstreamAddresses addresses;

    BeginProviderFlow(Flows flows, OpenIdProvider provider, UpstreamAddresses addresses) {
        this.flows = flows;
        this.provider = provider;
        this.addresses = addresses;
    }

    /**
     * Begins a sign-in.
     *
     * @param invitation secret of an invitation
     * @throws ProviderFailure if the provider is unavailable
     */
    Begun signIn(Optional<String> invitation) {
        FlowSecrets secrets = FlowSecrets.random();
        return begin(Flow.signIn(secrets, site(), invitation, flows.end()), secrets);
    }

    /**
     * Links an account to the user.
     *
     * @throws ProviderFailure if the provider is unavailable
     */
    Begun link(UUID user) {
        FlowSecrets secrets = FlowSecrets.random();
        return begin(Flow.ofUser(secrets, site(), Purpose.LINK, user, flows.end()), secrets);
    }

    /** Where the provider sends the browser. */
    URI callback() {
        return addresses.publicAddress().resolve(CALLBACK);
    }

    private Begun begin(Flow flow, FlowSecrets secrets) {
        URI page = provider.authorizePage(callback(), secrets.state(), secrets.nonce(), secrets.challenge());
        flows.add(flow);
        return new Begun(page, secrets);
    }

    private Flow.Site site() {
        return new Flow.Provider(provider.issuer());
    }
}
