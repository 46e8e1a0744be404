/** Settings, Connections: forges with their secrets, for administrators. */
@NullMarked
package dev.millrace.gateway.dashboard.connection;

import org.jspecify.annotations.NullMarked;
