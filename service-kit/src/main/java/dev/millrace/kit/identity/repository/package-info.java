/**
 * Which repositories of its team a person reads, where the team lets the forge decide. One class decides it for all services, from
 * what the gateway publishes on {@code access.repositories}.
 */
@NullMarked
package dev.millrace.kit.identity.repository;

import org.jspecify.annotations.NullMarked;
