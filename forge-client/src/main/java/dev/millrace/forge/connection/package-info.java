/**
 * The connections to forges that this platform has: which forges there are, the Apps registered at them, and their secrets.
 * The gateway stores them and publishes them on {@code access.connections}; every instance of a service follows the topic, so
 * that a change takes effect without a restart.
 *
 * <p>Start at {@link dev.millrace.forge.connection.ForgeConnections}.
 */
@NullMarked
package dev.millrace.forge.connection;

import org.jspecify.annotations.NullMarked;
