package dev.millrace.gateway.user;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** At start: publishes all links of identities again. */
@ApplicationScoped
class AnnounceIdentities {

    private final IdentityLinks links;

    AnnounceIdentities(IdentityLinks links) {
        this.links = links;
    }

    void onStart(@Observes StartupEvent start) {
        links.announceAll();
    }
}
