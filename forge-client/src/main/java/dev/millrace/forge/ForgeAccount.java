package dev.millrace.forge;

import java.util.Optional;

/**
 * An account at a forge.
 *
 * @param id decimal string, which never changes
 * @param login its name, which may change
 * @param type in the forge's word: {@code User}, {@code Organization}, {@code Enterprise} or {@code Bot}
 * @param name display name; empty if the account has none
 */
public record ForgeAccount(String id, String login, String type, Optional<String> name) {}
