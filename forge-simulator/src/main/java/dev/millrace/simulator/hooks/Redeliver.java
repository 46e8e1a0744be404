package dev.millrace.simulator.hooks;

import dev.millrace.simulator.account.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/** Delivers an occurrence again: same GUID and payload, a new delivery id, signed with the current secret. */
@ApplicationScoped
public class Redeliver {

    private final SendDeliveries send;
    private final Ids ids;
    private final Clock clock;

    Redeliver(SendDeliveries send, Ids ids, Clock clock) {
        this.send = send;
        this.ids = ids;
        this.clock = clock;
    }

    public void handle(Delivery delivery) {
        send.add(delivery.again(ids.next(), clock.instant(), true));
    }
}
