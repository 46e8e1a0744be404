package dev.millrace.simulator.checks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.simulator.app.AppShape;
import dev.millrace.simulator.hosting.HostedRepository;
import dev.millrace.simulator.hosting.RepositoryShape;
import dev.millrace.simulator.pulls.Change;
import dev.millrace.simulator.pulls.Changes;
import dev.millrace.simulator.rest.ForgeAddress;
import dev.millrace.simulator.rest.Json;
import jakarta.enterprise.context.ApplicationScoped;

/** How GitHub describes a check run and its annotations. */
@ApplicationScoped
class CheckRunShape {

    private final RepositoryShape repositories;
    private final AppShape apps;
    private final Changes changes;
    private final ForgeAddress address;

    CheckRunShape(RepositoryShape repositories, AppShape apps, Changes changes, ForgeAddress address) {
        this.repositories = repositories;
        this.apps = apps;
        this.changes = changes;
        this.address = address;
    }

    ObjectNode full(HostedRepository repository, CheckRun run) {
        String url = repositories.api(repository) + "/check-runs/" + run.id();
        ObjectNode node = Json.object()
                .put("id", run.id())
                .put("name", run.name())
                .put("node_id", run.nodeId())
                .put("head_sha", run.headSha())
                .put("external_id", run.externalId().orElse(""))
                .put("url", url)
                .put("html_url", repositories.page(repository) + "/runs/" + run.id())
                .put("details_url", run.detailsUrl().orElse(address.base()))
                .put("status", run.status())
                .put("conclusion", run.conclusion().orElse(null));
        node.set("started_at", Json.time(run.startedAt().orElse(null)));
        node.set("completed_at", Json.time(run.completedAt().orElse(null)));
        node.putObject("output")
                .put("title", run.title().orElse(null))
                .put("summary", run.summary().orElse(null))
                .put("text", run.text().orElse(null))
                .put("annotations_count", run.annotationsCount())
                .put("annotations_url", url + "/annotations");
        node.putObject("check_suite").put("id", run.suiteId());
        node.set("app", apps.app());
        ArrayNode pulls = node.putArray("pull_requests");
        changes.open(repository).stream()
                .filter(change -> change.headSha().name().equals(run.headSha()))
                .forEach(change -> pulls.add(pull(repository, change)));
        return node;
    }

    ArrayNode annotations(HostedRepository repository, CheckRun run) {
        ArrayNode list = Json.array();
        for (ArrayNode batch : run.annotations()) {
            for (JsonNode sent : batch) {
                ObjectNode annotation = list.addObject();
                annotation.put("path", sent.path("path").asText());
                annotation.put(
                        "blob_href",
                        repositories.page(repository) + "/blob/" + run.headSha() + "/"
                                + sent.path("path").asText());
                for (String number : new String[] {"start_line", "end_line", "start_column", "end_column"}) {
                    annotation.set(number, sent.path(number).isInt() ? sent.path(number) : null);
                }
                for (String text : new String[] {"annotation_level", "title", "message", "raw_details"}) {
                    annotation.put(text, Json.text(sent, text).orElse(null));
                }
            }
        }
        return list;
    }

    private ObjectNode pull(HostedRepository repository, Change change) {
        ObjectNode pull = Json.object()
                .put("id", change.id())
                .put("number", change.number())
                .put("url", repositories.api(repository) + "/pulls/" + change.number());
        pull.set("head", side(repository, change.headRef(), change.headSha().name()));
        pull.set("base", side(repository, change.baseRef(), change.baseSha().name()));
        return pull;
    }

    private ObjectNode side(HostedRepository repository, String ref, String sha) {
        ObjectNode side = Json.object().put("ref", ref).put("sha", sha);
        side.putObject("repo")
                .put("id", repository.id())
                .put("url", repositories.api(repository))
                .put("name", repository.name());
        return side;
    }
}
