package dev.millrace.forge;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The webhook of an App: what GitHub delivered, delivering it again, and the secret that deliveries are signed with. */
public interface AppHook {

    /**
     * One attempt of GitHub to deliver an event.
     *
     * @param id of the attempt; a 64-bit number
     * @param guid of the event; all attempts share it
     * @param deliveredAt when it was attempted
     * @param isAccepted whether the receiver responded with 2xx
     * @param event name of the event
     */
    record Delivery(long id, String guid, Instant deliveredAt, boolean isAccepted, String event) {}

    /**
     * A page of attempts.
     *
     * @param deliveries the newest first
     * @param next the address of the next page; empty on the last one
     */
    record Page(List<Delivery> deliveries, Optional<String> next) {}

    /**
     * Attempts of the last three days (seven at a GitHub Enterprise Server), 100 at once.
     *
     * @param page the address from a previous page; empty for the newest attempts
     * @throws ForgeFailure if GitHub does not send them
     */
    Page list(Optional<String> page);

    /**
     * Asks GitHub to deliver an event again.
     *
     * @param id of one of its attempts
     * @throws ForgeFailure {@code NOT_FOUND} or {@code INVALID} if GitHub does not have it any more
     */
    void redeliver(long id);

    /**
     * Sets the secret that later deliveries are signed with.
     *
     * @throws ForgeFailure if GitHub does not accept it
     */
    void setSecret(String secret);
}
