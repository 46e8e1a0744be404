/**
 * Who reads which repository, where a team lets the forge decide: asks the forge, stores its answers, and publishes on {@code
 * access.repositories} what they mean for the members of the team.
 */
@NullMarked
package dev.millrace.gateway.repository;

import org.jspecify.annotations.NullMarked;
