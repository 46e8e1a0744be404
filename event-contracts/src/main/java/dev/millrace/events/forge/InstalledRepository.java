package dev.millrace.events.forge;

/**
 * A repository that an installation may reach, as installation events list it.
 *
 * @param id the forge's number, decimal string
 * @param fullName {@code owner/name}
 * @param isPrivate whether reading needs credentials
 */
public record InstalledRepository(String id, String fullName, boolean isPrivate) {}
