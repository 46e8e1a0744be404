package dev.millrace.githttp.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;

import dev.millrace.events.git.RefsMoved.Cause;
import dev.millrace.git.GitStorage;
import dev.millrace.git.catalog.Catalog;
import dev.millrace.git.catalog.NewRepository;
import dev.millrace.git.catalog.RepositoryName;
import dev.millrace.git.write.RefEdit;
import dev.millrace.git.write.WriteSession;
import dev.millrace.testing.Platform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
class AuditResourceIT {

    @Inject
    Catalog catalog;

    @Inject
    GitStorage storage;

    @ConfigProperty(name = "millrace.git.directory")
    Path directory;

    private UUID id;

    @BeforeEach
    void commit() throws IOException {
        id = catalog.create(new NewRepository(
                        "audited", new RepositoryName("audited/" + UUID.randomUUID()), Optional.empty(), "main"))
                .repository()
                .id();
        try (WriteSession session = storage.write(id, Cause.PUSH, "ada");
                ObjectInserter inserter = session.repository().newObjectInserter()) {
            var commit = new CommitBuilder();
            commit.setTreeId(inserter.insert(new TreeFormatter()));
            commit.setAuthor(new PersonIdent("Ada", "ada@example.org"));
            commit.setCommitter(commit.getAuthor());
            commit.setMessage("first");
            ObjectId first = inserter.insert(commit);
            inserter.insert(Constants.OBJ_BLOB, new byte[100]);
            inserter.flush();
            session.update(List.of(RefEdit.set("refs/heads/main", first)), Optional.empty(), true);
        }
    }

    @Test
    void showsThatARepositoryIsWhole() {
        audit(FakeAdministrator.TOKEN)
                .statusCode(200)
                .body("repository_id", equalTo(id.toString()))
                .body("clean", equalTo(true))
                .body("checked_contents", equalTo(true))
                .body("packs", equalTo(1))
                .body("bytes", greaterThan(0))
                .body("problems", empty());
    }

    @Test
    void showsWhatIsMissing() throws IOException {
        Path packs = directory.resolve("packs").resolve(id.toString());
        try (Stream<Path> files = Files.list(packs)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".idx")).toList()) {
                Files.delete(file);
            }
        }

        audit(FakeAdministrator.TOKEN, "?contents=false")
                .statusCode(200)
                .body("clean", equalTo(false))
                .body("problems.kind", hasItem("missing_file"));
    }

    @Test
    void discardsUnknownFiles() throws IOException {
        Path packs = directory.resolve("packs").resolve(id.toString());
        Files.writeString(packs.resolve(UUID.randomUUID() + ".pack"), "from after the backup");
        audit(FakeAdministrator.TOKEN).body("clean", equalTo(false)).body("problems.kind", hasItem("unknown_file"));

        discard(FakeAdministrator.TOKEN).statusCode(200).body("packs", equalTo(1));

        audit(FakeAdministrator.TOKEN).body("clean", equalTo(true)).body("uploads", equalTo(1));
    }

    @Test
    void listsTheRepositoriesOfAllTeams() {
        UUID other = catalog.create(new NewRepository(
                        "another", new RepositoryName("another/" + UUID.randomUUID()), Optional.empty(), "main"))
                .repository()
                .id();
        List<String> ids = new ArrayList<>();
        String after = "";
        do {
            JsonPath page = RestAssured.given()
                    .header("Authorization", "Bearer " + FakeAdministrator.TOKEN)
                    .get("/api/repositories?limit=1" + after)
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            ids.addAll(page.getList("repositories.id"));
            String next = page.getString("next_after");
            after = next == null ? "" : "&after=" + next;
        } while (!after.isEmpty());

        assertThat(ids).doesNotHaveDuplicates().contains(id.toString(), other.toString());
    }

    @Test
    void isForTheAdministratorOnly() {
        audit("no-token").statusCode(401);
        discard("no-token").statusCode(401);
        RestAssured.given()
                .header("Authorization", "Bearer no-token")
                .get("/api/repositories")
                .then()
                .statusCode(401);
        assertThat(RestAssured.get("/api/repositories/%s/audit".formatted(id)).statusCode())
                .isEqualTo(401);
    }

    @Test
    void knowsNoOtherRepository() {
        id = UUID.randomUUID();

        audit(FakeAdministrator.TOKEN).statusCode(404).body("code", equalTo("repository_missing"));
    }

    private ValidatableResponse discard(String token) {
        return RestAssured.given()
                .header("Authorization", "Bearer " + token)
                .delete("/api/repositories/%s/unknown-files".formatted(id))
                .then();
    }

    private ValidatableResponse audit(String token) {
        return audit(token, "");
    }

    private ValidatableResponse audit(String token, String query) {
        return RestAssured.given()
                .header("Authorization", "Bearer " + token)
                .get("/api/repositories/%s/audit%s".formatted(id, query))
                .then();
    }
}
