package dev.millrace.ingest.forge.gitlab;

import dev.millrace.events.forge.Actor;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.ingest.forge.read.JsonBody;
import dev.millrace.ingest.forge.read.Repositories;
import java.util.Optional;

/** The objects {@code project} and {@code user} of GitLab's payloads. */
final class GitlabProject {

    /** {@code visibility_level} of a project that anyone may read. */
    private static final long PUBLIC = 20;

    private GitlabProject() {}

    static ForgeRepository of(String instance, JsonBody payload) {
        JsonBody project = payload.at("project");
        String fullName = project.needText("path_with_namespace");
        return Repositories.of(
                instance,
                project.id("id").or(() -> payload.id("project_id")).orElseThrow(() -> project.missing("id")),
                fullName,
                project.text("git_http_url").or(() -> project.text("http_url")),
                "/" + fullName + ".git",
                project.text("default_branch"),
                project.number("visibility_level")
                        .filter(level -> level == PUBLIC)
                        .isEmpty(),
                false);
    }

    /** The account in a {@code user}; empty if there is none. */
    static Optional<Actor> user(JsonBody user) {
        return user.id("id")
                .map(id -> new Actor(
                        id, user.text("username").or(() -> user.text("name")).orElse(id), Actor.Kind.USER));
    }
}
