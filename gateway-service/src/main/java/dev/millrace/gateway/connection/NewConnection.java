package dev.millrace.gateway.connection;

import dev.millrace.events.access.ForgeConnectionChanged;
import dev.millrace.events.access.ForgeConnectionChanged.Purpose;
import java.util.List;
import java.util.Optional;

/**
 * A connection to create, checked.
 *
 * @param name display name
 * @param forge kind of the forge
 * @param instance host, lower case
 * @param apiUrl root of its REST API
 * @param webUrl web address
 * @param team slug; empty for all teams
 * @param app the App; empty if there is none
 * @param secrets in plain text, the newest first of each purpose
 */
record NewConnection(
        String name,
        ForgeKind forge,
        String instance,
        String apiUrl,
        String webUrl,
        Optional<String> team,
        Optional<ForgeConnectionChanged.App> app,
        List<Plain> secrets) {

    /** A secret in plain text. */
    record Plain(Purpose purpose, String value) {

        @Override
        public String toString() {
            return "Plain[" + purpose + "]";
        }
    }
}
