package dev.millrace.forge;

/**
 * An installation of an App. Its number is unique at its forge only.
 *
 * @param instance host of the forge, as in events
 * @param id decimal string
 */
public record ForgeInstallation(String instance, String id) {}
