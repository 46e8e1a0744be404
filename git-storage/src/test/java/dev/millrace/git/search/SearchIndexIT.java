package dev.millrace.git.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.events.git.RefsMoved.Cause;
import dev.millrace.git.GitStorage;
import dev.millrace.git.StorageFixture;
import dev.millrace.git.catalog.NewRepository;
import dev.millrace.git.catalog.RepositoryName;
import dev.millrace.git.write.RefEdit;
import dev.millrace.git.write.WriteSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.TreeFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SearchIndexIT {

    private static final SearchConfig CONFIG = new SearchConfig(3, 4_096, 10_000);

    private final StorageFixture fixture = StorageFixture.shared();
    private final GitStorage storage = fixture.open();
    private final SearchIndex index = storage.searchIndex();
    private final String team = "t" + UUID.randomUUID();

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void findsTheFilesOfTheDefaultBranch() throws IOException {
        UUID id = repository();
        push(id, "refs/heads/main", Map.of("a.txt", "the quick brown fox", "b.txt", "something else"));
        index(id);

        assertThat(paths(find("brown"))).containsExactly("a.txt");
        assertThat(find("brown").getFirst().refs())
                .extracting(IndexedFile.Ref::name)
                .containsExactly("refs/heads/main");
        assertThat(find("BROWN FOX")).hasSize(1);
        assertThat(find("brown bear")).isEmpty();
    }

    @Test
    void followsTheBranchFromCommitToCommit() throws IOException {
        UUID id = repository();
        push(id, "refs/heads/main", Map.of("a", "first text", "b", "stays here"));
        index(id);
        push(id, "refs/heads/main", Map.of("a", "second text", "b", "stays here", "c", "first text"));
        index(id);

        assertThat(paths(find("first"))).containsExactly("c");
        assertThat(paths(find("second"))).containsExactly("a");
        assertThat(paths(find("stays"))).containsExactly("b");
    }

    @Test
    void findsOtherBranchesOnlyWhenTheyAreRequested() throws IOException {
        UUID id = repository();
        push(id, "refs/heads/main", Map.of("a", "common text"));
        push(id, "refs/heads/topic", Map.of("a", "common text", "b", "of the topic"));
        index(id);

        assertThat(find("topic")).isEmpty();
        assertThat(paths(find(scope(Optional.of(Set.of("refs/heads/topic"))), "topic")))
                .containsExactly("b");
        assertThat(find(scope(Optional.of(Set.of("refs/heads/topic"))), "common")
                        .getFirst()
                        .refs())
                .extracting(IndexedFile.Ref::name)
                .containsExactly("refs/heads/topic");
        assertThat(find(scope(Optional.empty()), "common").getFirst().refs())
                .extracting(IndexedFile.Ref::name)
                .containsExactly("refs/heads/main", "refs/heads/topic");
    }

    @Test
    void forgetsBranchesThatAreDeletedOrNoLongerAmongTheNewest() throws IOException {
        UUID id = repository();
        push(id, "refs/heads/main", Map.of("a", "main"));
        for (String name : List.of("one", "two", "three")) {
            fixture.clock.advance(Duration.ofSeconds(1));
            push(id, "refs/heads/" + name, Map.of("a", "text of " + name));
            index(id);
        }

        assertThat(find(scope(Optional.empty()), "text of"))
                .flatExtracting(IndexedFile::refs)
                .extracting(IndexedFile.Ref::name)
                .containsExactly("refs/heads/three", "refs/heads/two");

        try (WriteSession session = storage.write(id, Cause.PUSH, "ada")) {
            session.update(List.of(RefEdit.delete("refs/heads/three")), Optional.empty(), true);
        }
        index(id);

        assertThat(find(scope(Optional.empty()), "text of three")).isEmpty();
    }

    @Test
    void keepsTeamsApart() throws IOException {
        UUID mine = repository();
        push(mine, "refs/heads/main", Map.of("a", "the very same secret"));
        String other = "t" + UUID.randomUUID();
        UUID theirs = repository(other);
        push(theirs, "refs/heads/main", Map.of("b", "the very same secret", "c", "theirs alone"));
        index(mine);
        index(theirs);

        assertThat(paths(find("secret"))).containsExactly("a");
        assertThat(find("theirs alone")).isEmpty();
        assertThat(find(new SearchScope(team, Optional.of(Set.of(theirs)), Optional.empty(), false), "secret"))
                .isEmpty();
    }

    @Test
    void forgetsADeletedRepository() throws IOException {
        UUID id = repository();
        push(id, "refs/heads/main", Map.of("a", "to be deleted"));
        index(id);

        storage.catalog().delete(id);

        assertThat(find("deleted")).isEmpty();
        index(id);
        assertThat(fixture.count("search_file", id)).isZero();
        assertThat(fixture.count("search_progress", id)).isZero();
    }

    @Test
    void leavesOutBinaryAndLargeFiles() throws IOException {
        UUID id = repository();
        push(
                id,
                "refs/heads/main",
                Map.of("binary", "needle\0needle", "large", "needle" + "x".repeat(5_000), "text", "needle"));
        index(id);

        assertThat(paths(find("needle"))).containsExactly("text");
    }

    @Test
    void continuesAfterAnInterruption() throws IOException {
        UUID id = repository();
        Map<String, String> files = new TreeMap<>();
        for (int i = 0; i < 5_000; i++) {
            files.put("f" + i, "file " + i % 1_000);
        }
        push(id, "refs/heads/main", files);
        IndexLease lease = index.claim(id, Duration.ofMinutes(1)).orElseThrow();
        var polls = new AtomicInteger();

        assertThatThrownBy(() -> index.work(lease, CONFIG, () -> polls.incrementAndGet() > 3_000))
                .isInstanceOf(IndexRepository.Interrupted.class);
        push(id, "refs/heads/main", Map.of("g", "file 7"));
        index(id);

        assertThat(paths(find("file 7"))).containsExactly("g");
    }

    @Test
    void mergesSegmentsAndForgetsContents() throws IOException {
        UUID id = repository();
        for (int i = 0; i < 8; i++) {
            push(id, "refs/heads/main", Map.of("a", "content number " + i, "b" + i, "common"));
            index(id);
        }

        assertThat(segments()).isEqualTo(1);
        assertThat(paths(find("number 7"))).containsExactly("a");
        assertThat(find("number 3")).isEmpty();
        assertThat(index.status(team).contents()).isEqualTo(2);
    }

    @Test
    void returnsPagesInAStableOrder() throws IOException {
        UUID id = repository();
        Map<String, String> files = new TreeMap<>();
        for (int i = 0; i < 50; i++) {
            files.put("f" + i, "common " + i % 20);
        }
        push(id, "refs/heads/main", files);
        index(id);
        List<IndexedFile> all = find("common");

        List<IndexedFile> pages = new ArrayList<>();
        Optional<IndexedFile.Position> position = Optional.empty();
        do {
            List<IndexedFile> page = index.find(scope(Optional.empty()), TextQuery.ofText("common"), position, 7);
            pages.addAll(page);
            position = page.size() < 7
                    ? Optional.empty()
                    : Optional.of(page.getLast().position());
        } while (position.isPresent());

        assertThat(all).hasSize(50);
        assertThat(pages).isEqualTo(all);
    }

    @Test
    void rebuilds() throws IOException {
        UUID id = repository();
        push(id, "refs/heads/main", Map.of("a", "found again"));
        index(id);

        assertThat(index.rebuild(team)).isEqualTo(1);
        assertThat(find("again")).isEmpty();
        assertThat(index.status(team)).isEqualTo(new SearchStatus(1, 0));
        index(id);

        assertThat(paths(find("again"))).containsExactly("a");
        assertThat(index.status(team)).isEqualTo(new SearchStatus(0, 1));
    }

    private long segments() {
        return fixture.database.inTransaction(tx -> tx.handle()
                .createQuery("select count(*) from git.search_segment where team = :team")
                .bind("team", team)
                .mapTo(Long.class)
                .one());
    }

    private SearchScope scope(Optional<Set<String>> refs) {
        return new SearchScope(team, Optional.empty(), refs, false);
    }

    private List<IndexedFile> find(String text) {
        return find(new SearchScope(team, Optional.empty(), Optional.empty(), true), text);
    }

    private List<IndexedFile> find(SearchScope scope, String text) {
        return index.find(scope, TextQuery.ofText(text), Optional.empty(), 1_000);
    }

    private static List<String> paths(List<IndexedFile> files) {
        return files.stream().map(IndexedFile::path).toList();
    }

    private void index(UUID id) {
        index.work(index.claim(id, Duration.ofMinutes(1)).orElseThrow(), CONFIG, () -> false);
    }

    private UUID repository() {
        return repository(team);
    }

    private UUID repository(String of) {
        return storage.catalog()
                .create(new NewRepository(
                        of, new RepositoryName(UUID.randomUUID().toString()), Optional.empty(), "main"))
                .repository()
                .id();
    }

    private void push(UUID id, String ref, Map<String, String> files) throws IOException {
        try (WriteSession session = storage.write(id, Cause.PUSH, "ada");
                ObjectInserter inserter = session.repository().newObjectInserter()) {
            var tree = new TreeFormatter();
            for (var file : new TreeMap<>(files).entrySet()) {
                ObjectId blob =
                        inserter.insert(Constants.OBJ_BLOB, file.getValue().getBytes(StandardCharsets.UTF_8));
                tree.append(file.getKey(), FileMode.REGULAR_FILE, blob);
            }
            var commit = new CommitBuilder();
            commit.setTreeId(inserter.insert(tree));
            commit.setAuthor(new PersonIdent("Ada", "ada@example.org"));
            commit.setCommitter(commit.getAuthor());
            commit.setMessage("files");
            ObjectId tip = inserter.insert(commit);
            inserter.flush();
            session.update(List.of(RefEdit.set(ref, tip)), Optional.empty(), true);
        }
    }
}
