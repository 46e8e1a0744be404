package dev.millrace.events.forge;

/**
 * A repository as its forge names it.
 *
 * @param instance host of the forge, lower case, for example {@code github.com}
 * @param id the forge's own number of the repository, decimal string; survives rename and transfer
 * @param fullName {@code owner/name} at the time of the event
 * @param cloneUrl HTTPS clone address at the time of the event
 * @param defaultBranch short name, for example {@code main}
 * @param isPrivate whether reading needs credentials
 * @param archived whether the forge refuses writes
 */
public record ForgeRepository(
        String instance,
        String id,
        String fullName,
        String cloneUrl,
        String defaultBranch,
        boolean isPrivate,
        boolean archived) {

    /** {@code instance:id}, the Kafka key of everything that happens in this repository at the forge. */
    public String key() {
        return instance + ":" + id;
    }
}
