package dev.millrace.gateway.signin;

import dev.millrace.gateway.oidc.CodeOutcome;
import dev.millrace.gateway.oidc.OpenIdProvider;
import dev.millrace.gateway.oidc.ProvenPerson;
import dev.millrace.gateway.oidc.ProviderFailure;
import dev.millrace.gateway.signin.Flow.Purpose;
import dev.millrace.gateway.signin.ProviderOutcome.ClientRejected;
import dev.millrace.gateway.signin.ProviderOutcome.CodeRejected;
import dev.millrace.gateway.signin.ProviderOutcome.OtherUser;
import dev.millrace.gateway.signin.ProviderOutcome.StateInvalid;
import dev.millrace.gateway.signin.ProviderOutcome.TokenRefused;
import dev.millrace.kit.identity.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Ends a flow that an OpenID Connect provider has sent back with a code: a sign-in, or the link of an account. */
@ApplicationScoped
class FinishProviderFlow {

    private final Flows flows;
    private final BeginProviderFlow beginFlow;
    private final SignInPerson signInPerson;
    private final RefusedSignIns refused;

    FinishProviderFlow(Flows flows, BeginProviderFlow beginFlow, SignInPerson signInPerson, RefusedSignIns refused) {
        this.flows = flows;
        this.beginFlow = beginFlow;
        this.signInPerson = signInPerson;
        this.refused = refused;
    }

    /** Ends a flow that the person has declined at the provider. Returns false if this browser has begun none with this state. */
    boolean cancel(String state, String browser) {
        return flows.take(state, browser, Flow.Page.PROVIDER).isPresent();
    }

    /**
     * Ends the flow.
     *
     * @param provider at whose address the browser came back
     * @param state from the address
     * @param browser secret from the cookie
     * @param code from the address
     * @param caller whose session the browser has; empty if it has none
     * @param client header {@code User-Agent}
     * @throws ProviderFailure if the provider is unavailable; the flow has ended then, too
     */
    ProviderOutcome handle(
            OpenIdProvider provider,
            String state,
            String browser,
            String code,
            Optional<Caller> caller,
            String client) {
        Optional<Flow> taken = flows.take(state, browser, Flow.Page.PROVIDER);
        if (taken.isEmpty()) {
            return new StateInvalid();
        }
        Flow flow = taken.get();
        if (!flow.site().equals(BeginProviderFlow.site(provider))) {
            // the code is another provider's: this one must not get it (RFC 9700, section 4.4)
            return new StateInvalid();
        }
        if (flow.purpose() == Purpose.LINK && !caller.flatMap(Caller::user).equals(flow.user())) {
            return new OtherUser();
        }
        return switch (provider.exchange(code, beginFlow.callback(provider), browser, FlowSecrets.nonce(browser))) {
            case CodeOutcome.Proven(ProvenPerson person) -> proven(provider, flow, person, caller, client);
            case CodeOutcome.CodeRejected(String reason) -> new CodeRejected(reason);
            case CodeOutcome.ClientRejected(String reason) -> new ClientRejected(reason);
            case CodeOutcome.TokenRefused(String reason) -> {
                refused.record(provider.issuer(), provider.name(), "token_refused: " + reason);
                yield new TokenRefused(reason);
            }
        };
    }

    private ProviderOutcome proven(
            OpenIdProvider provider, Flow flow, ProvenPerson person, Optional<Caller> caller, String client) {
        return flow.purpose() == Purpose.LINK
                ? signInPerson.link(provider, person, caller.orElseThrow())
                : signInPerson.signIn(provider, person, flow.invitationSha256(), client);
    }
}
