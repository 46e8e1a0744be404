package dev.millrace.sync.upstream;

import java.util.Map;
import java.util.Optional;

/**
 * Whom an event of a forge concerns. One that arrived through a connection of a team is what that team claims: it signed the
 * delivery with a secret that it knows, so it must not change anything of another team.
 *
 * @param team whose connection it was; empty for the platform's own connection with GitHub
 * @param forge kind of forge of the team's connection, for example {@code gitlab}
 */
record EventScope(Optional<String> team, Optional<String> forge) {

    /** @param headers of the record, with the extensions that webhook-ingest adds */
    static EventScope of(Map<String, String> headers) {
        return new EventScope(
                Optional.ofNullable(headers.get("ce_millraceteam")),
                Optional.ofNullable(headers.get("ce_millraceforge")));
    }

    /** The ref of a change's head, where the forge has one that can be mirrored. */
    Optional<String> headOf(long change) {
        return forge.flatMap(kind -> switch (kind) {
            case "gitlab" -> Optional.of("refs/merge-requests/" + change + "/head");
            case "gitea", "forgejo", "codeberg" -> Optional.of("refs/pull/" + change + "/head");
            default -> Optional.empty();
        });
    }
}
