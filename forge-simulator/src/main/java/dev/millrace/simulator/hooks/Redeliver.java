package dev.millrace.simulator.hooks;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;

/** Delivers an occurrence again: same GUID and payload, a new delivery id, signed with the current secret. */
@ApplicationScoped
public class Redeliver {

    private final SendDeliveries send;
    private final DeliveryIds ids;
    private final Clock clock;

    Redeliver(SendDeliveries send, DeliveryIds ids, Clock clock) {
        this.send = send;
        this.ids = ids;
        this.clock = clock;
    }

    public void handle(Delivery delivery) {
        Instant now = clock.instant();
        send.add(delivery.again(ids.next(now), now, true));
    }
}
