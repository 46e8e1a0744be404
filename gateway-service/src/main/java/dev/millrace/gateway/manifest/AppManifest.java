package dev.millrace.gateway.manifest;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A manifest of an App, as GitHub reads it ("Registering a GitHub App from a manifest").
 *
 * @param name proposed name, which the person can change; unique at the forge
 * @param url address of the platform
 * @param hookAttributes where webhooks go
 * @param redirectUrl where the browser comes back to with the code
 * @param callbackUrls where people come back to after they have authorized the App
 * @param setupUrl where people come back to after they have installed it
 * @param description shown to those who install it
 * @param isPublic whether it can be installed in accounts other than the owner's
 * @param events that are sent
 * @param permissions level by name
 * @param setupOnUpdate whether people come back when they change what an installation covers, too
 * @param oauthOnInstall whether the setup address is replaced by the callback; that code would have no PKCE
 */
record AppManifest(
        String name,
        URI url,
        @JsonProperty("hook_attributes") Hook hookAttributes,
        @JsonProperty("redirect_url") URI redirectUrl,
        @JsonProperty("callback_urls") List<URI> callbackUrls,
        @JsonProperty("setup_url") URI setupUrl,
        String description,
        @JsonProperty("public") boolean isPublic,
        @JsonProperty("default_events") List<String> events,
        @JsonProperty("default_permissions") Map<String, String> permissions,
        @JsonProperty("setup_on_update") boolean setupOnUpdate,
        @JsonProperty("request_oauth_on_install") boolean oauthOnInstall) {

    /** Installations and withdrawn authorizations are always sent. */
    private static final List<String> EVENTS = List.of(
            "check_run",
            "check_suite",
            "create",
            "delete",
            "deployment",
            "deployment_status",
            "issue_comment",
            "member",
            "membership",
            "merge_group",
            "organization",
            "public",
            "pull_request",
            "pull_request_review",
            "pull_request_review_comment",
            "push",
            "release",
            "repository",
            "repository_dispatch",
            "status",
            "team",
            "workflow_job",
            "workflow_run");

    /** docs/connections.md has the reason for each. */
    private static final Map<String, String> PERMISSIONS = Map.of(
            "actions", "read",
            "checks", "write",
            "contents", "write",
            "deployments", "read",
            "issues", "write",
            "members", "read",
            "merge_queues", "read",
            "metadata", "read",
            "pull_requests", "write",
            "statuses", "write");

    static AppManifest of(URI platform, String name, boolean isPublic, boolean mayChangeWorkflows) {
        var permissions = new TreeMap<>(PERMISSIONS);
        if (mayChangeWorkflows) {
            permissions.put("workflows", "write");
        }
        return new AppManifest(
                name,
                platform,
                new Hook(platform.resolve("/webhooks/github"), true),
                platform.resolve("/api/connections/manifest/callback"),
                List.of(platform.resolve("/api/session/github/callback")),
                platform.resolve("/api/session/github/setup"),
                "Mirrors repositories, and runs pipelines on what happens in them.",
                isPublic,
                EVENTS,
                permissions,
                false,
                false);
    }

    /**
     * Where webhooks go.
     *
     * @param active whether they are sent
     */
    record Hook(URI url, boolean active) {}
}
