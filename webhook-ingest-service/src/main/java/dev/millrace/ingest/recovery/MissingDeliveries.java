package dev.millrace.ingest.recovery;

import dev.millrace.forge.AppHook.Delivery;
import java.time.Instant;
import java.util.List;

/** What is missing of one App's deliveries. Each call is a transaction. */
interface MissingDeliveries {

    /**
     * Records those of the deliveries that are not in the inbox.
     *
     * @param deliveries of one page, the newest first
     * @param dueAt when a delivery that was not known as missing may be requested: until then it may be on its way
     * @return how many were not known as missing before
     */
    int note(List<Delivery> deliveries, Instant now, Instant dueAt);

    /** Closes those that are in the inbox by now; returns how many of them had been requested. */
    int close();

    /** Those that may be requested now, the oldest first. */
    List<MissingDelivery> due(Instant now, int most);

    /** Records a request. */
    void requested(MissingDelivery delivery, Instant nextRequestAt);

    /** Records that a delivery is not requested any more. */
    void giveUp(MissingDelivery delivery, String reason);
}
