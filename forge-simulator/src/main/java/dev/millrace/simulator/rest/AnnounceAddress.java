package dev.millrace.simulator.rest;

import io.quarkus.vertx.http.HttpServerStart;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;
import org.jboss.logging.Logger;

/** Prints one line with the simulator's address once it listens. */
@ApplicationScoped
class AnnounceAddress {

    private static final Logger LOG = Logger.getLogger(AnnounceAddress.class);

    private final ForgeAddress address;

    AnnounceAddress(ForgeAddress address) {
        this.address = address;
    }

    void on(@ObservesAsync HttpServerStart started) {
        LOG.infof("Simulated GitHub at %s (control API under /_sim)", address.base());
    }
}
