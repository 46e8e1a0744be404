package dev.millrace.gateway.token;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** At start: publishes all active access tokens. */
@ApplicationScoped
class AnnounceTokens {

    private final AccessTokensOfTeams tokens;

    AnnounceTokens(AccessTokensOfTeams tokens) {
        this.tokens = tokens;
    }

    void onStart(@Observes StartupEvent start) {
        tokens.announceAll();
    }
}
