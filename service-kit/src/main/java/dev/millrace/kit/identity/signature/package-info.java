/**
 * Public keys with which people sign commits and pushes, and verification of their signatures: OpenPGP through Bouncy
 * Castle, SSH signatures with the algorithms of the JDK. Services that use it need {@code bcpg-jdk18on} among their own
 * dependencies.
 */
@NullMarked
package dev.millrace.kit.identity.signature;

import org.jspecify.annotations.NullMarked;
