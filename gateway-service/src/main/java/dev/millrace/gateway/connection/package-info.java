/**
 * Connections to forges: which forges there are, the Apps registered at them, and their secrets. Each change is published on
 * {@code access.connections}, with secrets as ciphertext only. Start at {@link dev.millrace.gateway.connection.Connections}.
 */
@NullMarked
package dev.millrace.gateway.connection;

import org.jspecify.annotations.NullMarked;
