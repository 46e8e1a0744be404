package dev.millrace.ingest.hook;

import dev.millrace.ingest.forge.Forge;
import java.util.List;
import java.util.Optional;

/**
 * Where deliveries may come from.
 *
 * @param id stable name of the connection, up to 100 characters; empty for the platform's own of GitHub, whose hooks have
 *     ids of their own
 * @param team whose mirrors its events are for; empty for the platform's own, whose events are for every team
 * @param forge kind of forge
 * @param instance host of the forge, lower case, with the port if it is not the usual one
 * @param secrets active now, the newest first; for SourceHut, its public keys
 */
public record HookConnection(String id, Optional<String> team, Forge forge, String instance, List<HookSecret> secrets) {

    /** Copies the secrets. */
    public HookConnection {
        secrets = List.copyOf(secrets);
    }

    /** Whether this stands for an address that nothing is connected to: its secrets match nothing. */
    public boolean isUnknown() {
        return instance.isEmpty();
    }
}
