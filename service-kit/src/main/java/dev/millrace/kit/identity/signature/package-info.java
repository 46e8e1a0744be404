/**
 * Public keys that people sign commits and pushes with, and what they prove: OpenPGP through Bouncy Castle, SSH signatures
 * with the algorithms of the JDK. Services that use it need {@code bcpg-jdk18on} among their own dependencies.
 */
@NullMarked
package dev.millrace.kit.identity.signature;

import org.jspecify.annotations.NullMarked;
