package dev.millrace.ingest.hook;

import dev.millrace.ingest.forge.Forge;
import java.util.Optional;

/** The connections of teams: from which forges their deliveries come, and how they are signed. */
@FunctionalInterface
public interface HookConnections {

    /** The connection of a team with a kind of forge, without waiting; empty if there is none. */
    Optional<HookConnection> find(String team, Forge forge);
}
