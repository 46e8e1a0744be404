/**
 * Bundles to begin a clone with (gitprotocol-v2, {@code bundle-uri}): a stored pack handed out as a file, which costs no
 * packing and can be resumed. The address holds a token of its own that ends soon, since clients send no credentials there.
 */
@NullMarked
package dev.millrace.githttp.bundle;

import org.jspecify.annotations.NullMarked;
