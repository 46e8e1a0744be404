/**
 * Bundles with which a clone starts (gitprotocol-v2, {@code bundle-uri}): a stored pack served as a file, which costs no
 * packing and can be resumed. The address contains its own short-lived token, since clients send no credentials there.
 */
@NullMarked
package dev.millrace.githttp.bundle;

import org.jspecify.annotations.NullMarked;
