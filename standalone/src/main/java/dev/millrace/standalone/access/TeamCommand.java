package dev.millrace.standalone.access;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.standalone.client.JsonClient;
import dev.millrace.standalone.client.JsonClient.Answer;
import dev.millrace.standalone.client.TeamKey;
import dev.millrace.standalone.client.UnexpectedAnswer;
import dev.millrace.standalone.process.StartFailed;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code team add SLUG} and {@code team link SLUG INSTALLATION}, which may be repeated, {@code team members SLUG} and {@code team
 * invite SLUG ROLE}, with the administrator's token.
 */
final class TeamCommand {

    private static final String USAGE =
            "usage: ./millrace team add SLUG | team link SLUG INSTALLATION | team members SLUG | team invite SLUG ROLE";
    private static final int CONFLICT = 409;

    private final RunningPlatform platform;
    private final TeamKeyFolder keys;
    private final Path folder;
    private final PrintStream out;

    TeamCommand(RunningPlatform platform, TeamKeyFolder keys, Path folder, PrintStream out) {
        this.platform = platform;
        this.keys = keys;
        this.folder = folder;
        this.out = out;
    }

    void run(List<String> arguments) {
        if (arguments.size() == 2 && arguments.getFirst().equals("add")) {
            add(slug(arguments.get(1)));
        } else if (arguments.size() == 3
                && arguments.getFirst().equals("link")
                && arguments.get(2).matches("[0-9]{1,19}")) {
            link(slug(arguments.get(1)), arguments.get(2));
        } else if (arguments.size() == 2 && arguments.getFirst().equals("members")) {
            members(slug(arguments.get(1)));
        } else if (arguments.size() == 3 && arguments.getFirst().equals("invite")) {
            invite(slug(arguments.get(1)), arguments.get(2));
        } else {
            throw new StartFailed(USAGE);
        }
    }

    private void add(String slug) {
        JsonClient administrator = platform.administrator();
        Answer made = administrator.ask("POST", "/api/teams", Optional.of(Map.of("slug", slug)));
        if (made.status() != CONFLICT) {
            expectSuccess(made, "the team '%s' cannot be made".formatted(slug));
        }
        TeamKey key = keys.findOrMake(slug);
        administrator.post("/api/teams/%s/keys".formatted(slug), Map.of("publicKeyPem", key.publicKeyPem()));
        out.println("The team '%s' %s; its key is registered, and the private half is in %s"
                .formatted(slug, made.status() == CONFLICT ? "was there already" : "is made", folder));
    }

    private void link(String slug, String installation) {
        String path = "/api/teams/%s/installations/%s".formatted(slug, installation);
        Answer answer = platform.administrator().ask("PUT", path, Optional.empty());
        expectSuccess(answer, "the installation %s cannot be linked".formatted(installation));
        out.println("The installation %s belongs to the team '%s' now; its repositories are mirrored"
                .formatted(installation, slug));
    }

    private void members(String slug) {
        Answer answer = platform.administrator().ask("GET", "/api/teams/%s/people".formatted(slug), Optional.empty());
        expectSuccess(answer, "the members of '%s' cannot be listed".formatted(slug));
        for (JsonNode person : answer.body()) {
            List<String> accounts = new ArrayList<>();
            person.path("accounts")
                    .forEach(account -> accounts.add("%s@%s"
                            .formatted(
                                    account.path("username").asText(),
                                    account.path("forge").asText())));
            out.println("%s  %s  role=%s  accounts=%s"
                    .formatted(
                            person.path("user").asText(),
                            person.path("name").asText(),
                            person.path("role").asText(),
                            String.join(",", accounts)));
        }
    }

    private void invite(String slug, String role) {
        Answer answer = platform.administrator()
                .ask("POST", "/api/teams/%s/invitations".formatted(slug), Optional.of(Map.of("role", role)));
        expectSuccess(answer, "the invitation to '%s' cannot be created".formatted(slug));
        out.println(answer.body().path("link").asText());
        out.println("The user of this link becomes %s of '%s'; it can be used once, until %s"
                .formatted(role, slug, answer.body().path("expiresAt").asText()));
    }

    /** Reads a slug. */
    static String slug(String text) {
        if (!text.matches("[a-z0-9](?:[a-z0-9-]{0,37}[a-z0-9])?")) {
            throw new StartFailed(
                    "'%s' is no slug of a team: 1 to 39 lowercase letters, digits and hyphens".formatted(text));
        }
        return text;
    }

    private static void expectSuccess(Answer answer, String failure) {
        if (answer.status() / 100 != 2) {
            String reason = answer.body().path("error").asText(answer.body().toString());
            throw new UnexpectedAnswer("%s: %d %s".formatted(failure, answer.status(), reason));
        }
    }
}
