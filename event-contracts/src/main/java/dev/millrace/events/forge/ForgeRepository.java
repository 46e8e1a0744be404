package dev.millrace.events.forge;

import java.util.Optional;
import java.util.UUID;

/**
 * A repository as its forge names it.
 *
 * @param instance host of the forge, lower case, for example {@code github.com}, with the port if it is
 *     not the usual one; {@code millrace} in an event that was reported to the Events API
 * @param id the forge's own number of the repository, decimal string; survives rename and transfer. Bitbucket Cloud: its UUID in
 *     lower case, without braces. Of a reported event: the UUID of the repository in Millrace
 * @param fullName {@code owner/name} at the time of the event; at GitLab the owner may contain slashes
 * @param cloneUrl HTTPS clone address at the time of the event
 * @param defaultBranch short name, for example {@code main}, which also stands for one that the forge does not report
 * @param isPrivate whether reading needs credentials
 * @param archived whether the forge refuses writes
 * @param ownerId the forge's own number of the account that owns it, decimal string; survives a rename of the account
 */
public record ForgeRepository(
        String instance,
        String id,
        String fullName,
        String cloneUrl,
        String defaultBranch,
        boolean isPrivate,
        boolean archived,
        Optional<String> ownerId) {

    /** Stands for the host where the repository is one of ours, as an {@link EventReport} has it. */
    public static final String OURS = "millrace";

    /** One whose owner is known by name only. */
    public ForgeRepository(
            String instance,
            String id,
            String fullName,
            String cloneUrl,
            String defaultBranch,
            boolean isPrivate,
            boolean archived) {
        this(instance, id, fullName, cloneUrl, defaultBranch, isPrivate, archived, Optional.empty());
    }

    /**
     * One of ours, with its id and its name here.
     *
     * @param cloneUrl its address at the gateway
     */
    public static ForgeRepository ofOurs(UUID id, String fullName, String cloneUrl) {
        return new ForgeRepository(OURS, id.toString(), fullName, cloneUrl, "main", true, false);
    }

    /** {@code instance:id}, the Kafka key of everything that happens in this repository at the forge. */
    public String key() {
        return instance + ":" + id;
    }
}
