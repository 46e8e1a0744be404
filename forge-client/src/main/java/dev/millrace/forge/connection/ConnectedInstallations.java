package dev.millrace.forge.connection;

import dev.millrace.forge.AppInstallations;

/** Where the connected Apps are installed. */
public interface ConnectedInstallations {

    /** The installations of a connection's App. */
    AppInstallations installationsOf(ForgeConnection connection);
}
