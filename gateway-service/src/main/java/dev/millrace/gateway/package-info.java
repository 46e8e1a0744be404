/**
 * The front door: the one address that the outside sees. It knows teams, their public keys and which installation
 * of our App belongs to which team, tells the other services so on access.keys and access.installations, and passes
 * everything else on to the service that owns it, streaming both ways. Who may do what with a repository is decided
 * by the service that holds it, never here.
 */
@NullMarked
package dev.millrace.gateway;

import org.jspecify.annotations.NullMarked;
