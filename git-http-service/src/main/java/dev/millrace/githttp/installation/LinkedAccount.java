package dev.millrace.githttp.installation;

import dev.millrace.forge.ForgeInstallation;

/**
 * An account at a forge that the team reaches through an active installation.
 *
 * @param login its current name, as the forge writes it
 */
public record LinkedAccount(ForgeInstallation installation, String login) {}
