package dev.millrace.ingest.forge.github;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.events.codec.EventTypes;
import dev.millrace.ingest.Payloads;
import dev.millrace.ingest.forge.Delivered;
import dev.millrace.ingest.forge.Normalization;
import dev.millrace.ingest.forge.Normalization.Normalized;
import dev.millrace.ingest.forge.Normalization.Unused;
import dev.millrace.ingest.forge.github.GithubEventsPage.Row;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each line of the table is what the normalizer does. */
class GithubEventsPageTest {

    private static final Instant RECEIVED = Instant.parse("2026-11-20T10:00:00Z");

    /** A real payload for each event; the action is replaced. */
    private static final Map<String, String> PAYLOADS = Map.ofEntries(
            Map.entry("push", "push_branch_created"),
            Map.entry("create", "create_tag"),
            Map.entry("delete", "delete_tag"),
            Map.entry("pull_request", "pull_request_opened"),
            Map.entry("pull_request_review", "pull_request_review_submitted"),
            Map.entry("pull_request_review_comment", "pull_request_review_comment_created"),
            Map.entry("issue_comment", "issue_comment_created"),
            Map.entry("check_suite", "check_suite_requested"),
            Map.entry("check_run", "check_run_requested_action"),
            Map.entry("status", "status"),
            Map.entry("merge_group", "merge_group_checks_requested"),
            Map.entry("workflow_run", "workflow_run_completed"),
            Map.entry("workflow_job", "workflow_job_queued"),
            Map.entry("deployment", "deployment_created"),
            Map.entry("deployment_status", "deployment_status_created"),
            Map.entry("release", "release_published"),
            Map.entry("repository", "repository_created"),
            Map.entry("public", "public"),
            Map.entry("repository_dispatch", "repository_dispatch"),
            Map.entry("member", "member_added"),
            Map.entry("membership", "membership_removed"),
            Map.entry("team", "team_created"),
            Map.entry("organization", "organization_member_added"),
            Map.entry("installation", "installation_created"),
            Map.entry("installation_repositories", "installation_repositories_added"),
            Map.entry("github_app_authorization", "github_app_authorization_revoked"),
            Map.entry("meta", "meta_deleted"));

    static List<Row> rows() {
        return GithubEventsPage.rows();
    }

    static Stream<Row> rowsWithActions() {
        return rows().stream().filter(row -> !row.actions().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void normalizesEachActionAsThePageStates(Row row) {
        if (row.isStoredOnly()) {
            assertThat(normalize(row.event(), "ping", "created")).isEqualTo(new Unused());
            return;
        }
        List<String> actions = row.actions().isEmpty() ? List.of("") : row.actions();
        for (String action : actions) {
            assertThat(types(row.event(), action)).as(action).containsExactly(row.becomes());
        }
    }

    @ParameterizedTest
    @MethodSource("rowsWithActions")
    void storesAnActionThatGithubAddsLater(Row row) {
        assertThat(normalize(row.event(), "ping", "levitated")).isEqualTo(new Unused());
    }

    @Test
    void listsEachEventOnce() {
        assertThat(rows()).extracting(Row::event).doesNotHaveDuplicates().hasSizeGreaterThan(55);
    }

    private static List<String> types(String event, String action) {
        Normalization meaning = event.equals("installation_target")
                ? normalize(event, RENAMED_TARGET)
                : normalize(event, PAYLOADS.get(event), action);
        assertThat(meaning).as("%s %s", event, action).isInstanceOf(Normalized.class);
        return ((Normalized) meaning)
                .events().stream().map(each -> EventTypes.of(each).name()).toList();
    }

    /** The examples have none; its form is from GitHub's description of webhooks. */
    private static final byte[] RENAMED_TARGET = """
            {"action": "renamed", "target_type": "Organization", "account": {"id": 42, "login": "acme-inc"},
             "changes": {"login": {"from": "acme"}}, "installation": {"id": 5501, "node_id": "x"}}
            """.getBytes(StandardCharsets.UTF_8);

    private static Normalization normalize(String event, String payload, String action) {
        return normalize(event, Payloads.changed(payload, json -> put(json, action)));
    }

    private static void put(ObjectNode json, String action) {
        if (!action.isEmpty()) {
            json.put("action", action);
        }
    }

    private static Normalization normalize(String event, byte[] payload) {
        return new GithubNormalizer().normalize(new Delivered("github.com", "guid-1", event, RECEIVED), payload);
    }
}
