package dev.millrace.gateway.signin;

import dev.millrace.gateway.connection.SignInApp;
import dev.millrace.gateway.connection.SignInApps;
import dev.millrace.gateway.installation.ClaimInstallation;
import dev.millrace.gateway.installation.ClaimOutcome;
import dev.millrace.gateway.signin.SetupOutcome.AppUnusable;
import dev.millrace.gateway.signin.SetupOutcome.Authorize;
import dev.millrace.gateway.signin.SetupOutcome.Claimed;
import dev.millrace.gateway.signin.SetupOutcome.OtherUser;
import dev.millrace.gateway.signin.SetupOutcome.StateInvalid;
import dev.millrace.kit.identity.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/**
 * Ends a flow that the page of a forge has sent back with the number of an installation. Anyone can put any number into that
 * address: it only says which installation to ask the forge about.
 */
@ApplicationScoped
class FinishSetup {

    private final Flows flows;
    private final SignInApps apps;
    private final BeginFlow beginFlow;
    private final ClaimInstallation claimInstallation;

    FinishSetup(Flows flows, SignInApps apps, BeginFlow beginFlow, ClaimInstallation claimInstallation) {
        this.flows = flows;
        this.apps = apps;
        this.beginFlow = beginFlow;
        this.claimInstallation = claimInstallation;
    }

    /**
     * Ends the flow.
     *
     * @param state from the address
     * @param browser secret from the cookie
     * @param installationId from the address, decimal string
     * @param caller whose session the browser has; empty if it has none
     * @throws dev.millrace.forge.ForgeFailure if the forge cannot be reached
     */
    SetupOutcome handle(String state, String browser, String installationId, Optional<Caller> caller) {
        Optional<Flow> taken = flows.take(state, browser, Flow.Page.INSTALL);
        if (taken.isEmpty()) {
            return new StateInvalid();
        }
        Flow flow = taken.get();
        UUID user = flow.user().orElseThrow();
        if (!caller.flatMap(Caller::user).equals(Optional.of(user))) {
            return new OtherUser();
        }
        Optional<SignInApp> app = apps.find(flow.connectionId());
        if (app.isEmpty()) {
            return new AppUnusable(flow.connectionId());
        }
        String team = flow.team().orElseThrow();
        return switch (claimInstallation.handle(caller.orElseThrow(), team, app.get(), installationId)) {
            case ClaimOutcome.AuthorizationNeeded needed ->
                new Authorize(beginFlow.linkForInstallation(app.get(), user, team, installationId));
            case ClaimOutcome outcome -> new Claimed(outcome);
        };
    }
}
