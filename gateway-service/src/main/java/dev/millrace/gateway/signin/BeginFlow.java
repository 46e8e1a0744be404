package dev.millrace.gateway.signin;

import dev.millrace.gateway.connection.GitHubSites;
import dev.millrace.gateway.connection.SignInApp;
import dev.millrace.gateway.route.UpstreamAddresses;
import dev.millrace.gateway.signin.Flow.Purpose;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Optional;
import java.util.UUID;

/** Sends a browser to a forge. */
@ApplicationScoped
class BeginFlow {

    private static final String CALLBACK = "/api/session/github/callback";

    private final Flows flows;
    private final GitHubSites sites;
    private final UpstreamAddresses addresses;

    BeginFlow(Flows flows, GitHubSites sites, UpstreamAddresses addresses) {
        this.flows = flows;
        this.sites = sites;
        this.addresses = addresses;
    }

    /** @param invitation secret of an invitation, which makes a new user of an account that belongs to none */
    Begun signIn(SignInApp app, Optional<String> invitation) {
        FlowSecrets secrets = FlowSecrets.random();
        flows.add(Flow.signIn(secrets, site(app), invitation, flows.end()));
        return authorize(app, secrets);
    }

    /** Links an account to the user. */
    Begun link(SignInApp app, UUID user) {
        FlowSecrets secrets = FlowSecrets.random();
        flows.add(Flow.ofUser(secrets, site(app), Purpose.LINK, user, flows.end()));
        return authorize(app, secrets);
    }

    /** Links an account to the user, and then connects the installation to the team. */
    Begun linkForInstallation(SignInApp app, UUID user, String team, String installationId) {
        FlowSecrets secrets = FlowSecrets.random();
        flows.add(Flow.ofUser(secrets, site(app), Purpose.LINK, user, flows.end())
                .forTeam(team, Optional.of(installationId)));
        return authorize(app, secrets);
    }

    /**
     * Installs the App for the team.
     *
     * @param slug name of the App in addresses
     */
    Begun install(SignInApp app, String slug, UUID user, String team) {
        FlowSecrets secrets = FlowSecrets.random();
        flows.add(Flow.ofUser(secrets, site(app), Purpose.INSTALL, user, flows.end())
                .forTeam(team, Optional.empty()));
        return new Begun(sites.at(app.host()).installPage(slug, Optional.of(secrets.state())), secrets);
    }

    /** Where the forge sends the browser after a person has authorized an App. */
    URI callback() {
        return addresses.publicAddress().resolve(CALLBACK);
    }

    private Begun authorize(SignInApp app, FlowSecrets secrets) {
        return new Begun(
                sites.at(app.host()).authorizePage(app.clientId(), callback(), secrets.state(), secrets.challenge()),
                secrets);
    }

    private static Flow.Site site(SignInApp app) {
        return new Flow.App(app.connectionId());
    }
}
