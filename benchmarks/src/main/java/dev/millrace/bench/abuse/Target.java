package dev.millrace.bench.abuse;

import dev.millrace.standalone.client.Team;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What the attackers know: the public address, and a team of their own with one repository.
 *
 * @param gateway root of the public address
 * @param repository {@code owner/name}
 * @param tip commit that its default branch points to, 40 hexadecimal digits
 */
record Target(URI gateway, Team team, String repository, String tip) {

    /** The header value for Git calls of the attackers' own repository. */
    String authorization() {
        return basic(team.token(repository, "git:read", "git:write", "repo:write", "org:read"));
    }

    static String basic(String token) {
        return "Basic " + Base64.getEncoder().encodeToString(("t:" + token).getBytes(StandardCharsets.UTF_8));
    }

    String git(String path) {
        return "/" + repository + ".git/" + path;
    }
}
