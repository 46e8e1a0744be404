/**
 * The front door: the one public address. It stores teams, their public keys and which installation
 * of our App belongs to which team, publishes keys and links on access.keys and access.installations, and forwards
 * every other request to the service that owns its path, streaming both ways. The service that holds a repository
 * decides who may do what with it; the gateway never does.
 */
@NullMarked
package dev.millrace.gateway;

import org.jspecify.annotations.NullMarked;
