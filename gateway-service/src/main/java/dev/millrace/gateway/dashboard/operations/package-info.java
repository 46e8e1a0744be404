/**
 * The pages of those who run the platform: the state of its services, deliveries and their replays, dead letters, and the storage.
 */
@NullMarked
package dev.millrace.gateway.dashboard.operations;

import org.jspecify.annotations.NullMarked;
