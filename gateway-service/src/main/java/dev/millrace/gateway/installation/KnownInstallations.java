package dev.millrace.gateway.installation;

import dev.millrace.forge.AppInstallation;
import java.time.Instant;
import java.util.List;

/** What is known of the installations of one connection's App. Each call is a transaction. */
interface KnownInstallations {

    /**
     * Compares what the forge lists with what is known, and makes it known.
     *
     * @param asOf the time of the list, by the forge's clock
     * @return how many events had to be made up for
     */
    int take(AppInstallation listed, Instant asOf);

    /** Numbers of those that may be of this App and are not known to be deleted. */
    List<String> present();

    /** The forge has it no more. Returns false if that was known. */
    boolean gone(String installationId, Instant asOf);
}
