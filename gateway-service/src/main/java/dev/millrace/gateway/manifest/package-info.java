/**
 * Registering an App at a GitHub from a manifest, which connects it without copying a number, a key or a secret. Start at
 * {@link dev.millrace.gateway.manifest.RegisterApp}.
 */
@NullMarked
package dev.millrace.gateway.manifest;

import org.jspecify.annotations.NullMarked;
