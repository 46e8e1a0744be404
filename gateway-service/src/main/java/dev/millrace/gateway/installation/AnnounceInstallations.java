package dev.millrace.gateway.installation;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** At start: publishes all links again. */
@ApplicationScoped
class AnnounceInstallations {

    private final Installations installations;

    AnnounceInstallations(Installations installations) {
        this.installations = installations;
    }

    void onStart(@Observes StartupEvent start) {
        installations.announceAll();
    }
}
