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
import dev.millrace.kit.database.Database;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.OpaqueTokens;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;

/**
 * Ends a flow that the page of a forge has sent back with the number of an installation. Anyone can put any number into that
 * address: it only says which installation to ask the forge about.
 */
@ApplicationScoped
class FinishSetup {

    private final Database database;
    private final FlowStore store;
    private final SignInApps apps;
    private final BeginFlow beginFlow;
    private final ClaimInstallation claimInstallation;
    private final Clock clock;

    FinishSetup(
            Database database,
            FlowStore store,
            SignInApps apps,
            BeginFlow beginFlow,
            ClaimInstallation claimInstallation,
            Clock clock) {
        this.database = database;
        this.store = store;
        this.apps = apps;
        this.beginFlow = beginFlow;
        this.claimInstallation = claimInstallation;
        this.clock = clock;
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
        Optional<Flow> taken = database.inTransaction(
                tx -> store.take(tx, OpaqueTokens.sha256(state), OpaqueTokens.sha256(browser), true, clock.instant()));
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
