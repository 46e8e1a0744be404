package dev.millrace.forge.connection;

import dev.millrace.forge.AppHook;

/** The webhooks of the connected Apps. */
public interface AppHooks {

    /** The webhook of a connection's App. */
    AppHook of(ForgeConnection connection);
}
