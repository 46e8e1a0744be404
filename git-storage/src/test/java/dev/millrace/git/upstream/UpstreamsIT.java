package dev.millrace.git.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.git.GitStorage;
import dev.millrace.git.StorageFixture;
import dev.millrace.git.catalog.NewRepository;
import dev.millrace.git.catalog.RepositoryName;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.upstream.Upstream.State;
import dev.millrace.kit.secret.SecretBox;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpstreamsIT {

    private static final UpstreamCredential CREDENTIAL = new UpstreamCredential(Optional.of("ann"), "correct horse");

    @TempDir
    Path folder;

    private final StorageFixture fixture = StorageFixture.shared();
    private GitStorage storage;
    private Upstreams upstreams;
    private UUID repository;

    @BeforeEach
    void open() {
        storage = fixture.open();
        upstreams = new Upstreams(fixture.database, SecretBox.createdIn(folder.resolve("keys.json")), fixture.clock);
        repository = StorageFixture.newRepository(storage);
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void reportsWhatARepositoryFollows() {
        UpstreamOrigin origin = attach(UpstreamMode.CREDENTIALS, UpstreamOperation.SYNC, false);

        var expected = new Upstream(origin, State.WAITING, Optional.empty(), Optional.empty(), false);
        assertThat(upstreams.find(repository)).contains(expected);
        assertThat(found().upstream()).contains(expected);
        assertThat(found().isSynced()).isTrue();
        assertThat(found().upstreamAddress()).contains("git.example.com:8443/a/~b/c");
        assertThat(upstreams.find(UUID.randomUUID())).isEmpty();
    }

    @Test
    void countsTheFirstSyncAsRunningFromItsRequestToItsEnd() {
        attach(UpstreamMode.CREDENTIALS, UpstreamOperation.SYNC, false);

        assertThat(requested()).isTrue();
        assertThat(requested()).isFalse();
        assertThat(found().upstream().orElseThrow().isFirstSyncRunning()).isTrue();

        fixture.database.useTransaction(tx -> upstreams.failed(tx, repository, "authentication needed"));
        assertThat(state()).isEqualTo(State.FAILED);
        assertThat(upstreams.find(repository).orElseThrow().lastError()).contains("authentication needed");

        assertThat(requested()).isTrue();
        fixture.database.useTransaction(tx -> upstreams.succeeded(tx, repository));
        assertThat(state()).isEqualTo(State.SYNCED);
        assertThat(upstreams.find(repository).orElseThrow().lastError()).isEmpty();
        assertThat(upstreams.find(repository).orElseThrow().syncedAt()).contains(fixture.clock.instant());
    }

    @Test
    void listsWhatAWorkerHasToLookAfter() {
        var mine = new ArrayList<UUID>();
        for (int i = 0; i < 3; i++) {
            repository = StorageFixture.newRepository(storage);
            attach(UpstreamMode.PUBLIC, UpstreamOperation.SYNC, i < 2);
            mine.add(repository);
        }
        fixture.database.useTransaction(tx -> upstreams.succeeded(tx, mine.getFirst()));
        assertThat(all()).contains(mine.get(0), mine.get(1)).doesNotContain(mine.get(2));

        storage.catalog().delete(mine.get(0));
        fixture.database.useTransaction(tx -> upstreams.detach(tx, mine.get(1)));
        assertThat(all()).doesNotContainAnyElementsOf(mine);
    }

    @Test
    void reportsWhatStillFollowsSomething() {
        attach(UpstreamMode.CREDENTIALS, UpstreamOperation.SYNC, false);
        UUID attached = repository;
        repository = StorageFixture.newRepository(storage);
        attach(UpstreamMode.PUBLIC, UpstreamOperation.IMPORT, true);
        UUID imported = repository;
        UUID own = StorageFixture.newRepository(storage);
        var all = List.of(attached, imported, own, UUID.randomUUID());
        assertThat(followed(all)).containsExactlyInAnyOrder(attached, imported);

        fixture.database.useTransaction(tx -> upstreams.succeeded(tx, imported));
        assertThat(followed(all)).containsExactly(attached);

        storage.catalog().delete(attached);
        assertThat(followed(all)).isEmpty();
    }

    private Set<UUID> followed(List<UUID> ids) {
        return fixture.database.inTransaction(tx -> upstreams.followed(tx, ids));
    }

    /** Page by page. */
    private List<UUID> all() {
        var all = new ArrayList<UUID>();
        for (List<UUID> page = upstreams.attached(Optional.empty(), 2);
                !page.isEmpty();
                page = upstreams.attached(Optional.of(page.getLast()), 2)) {
            all.addAll(page);
        }
        return all;
    }

    @Test
    void staysSyncedWhateverComesLater() {
        attach(UpstreamMode.PUBLIC, UpstreamOperation.SYNC, true);
        fixture.database.useTransaction(tx -> upstreams.succeeded(tx, repository));

        assertThat(requested()).isFalse();
        fixture.database.useTransaction(tx -> upstreams.failed(tx, repository, "host unknown"));

        assertThat(state()).isEqualTo(State.SYNCED);
        assertThat(upstreams.find(repository).orElseThrow().lastError()).contains("host unknown");
    }

    @Test
    void notesWhenAMirrorWasCheckedEveryFewSeconds() {
        Instant first = Instant.parse("2026-01-01T12:00:00Z");
        assertThat(found().checkedAt()).isEmpty();

        assertThat(checkedAfter(first)).isEqualTo(first);
        assertThat(checkedAfter(first.plusMillis(4_900))).isEqualTo(first);
        assertThat(checkedAfter(first.plusSeconds(5))).isEqualTo(first.plusSeconds(5));
        assertThat(checkedAfter(first.plusSeconds(2))).isEqualTo(first.plusSeconds(5));
    }

    @Test
    void notesNoCheckOfWhatIsNotThere() {
        fixture.database.useTransaction(tx -> upstreams.checked(tx, UUID.randomUUID(), Instant.EPOCH));

        assertThat(found().checkedAt()).isEmpty();
    }

    private Instant checkedAfter(Instant check) {
        fixture.database.useTransaction(tx -> upstreams.checked(tx, repository, check));
        return found().checkedAt().orElseThrow();
    }

    @Test
    void endsAnImportWithItsFirstSuccess() {
        attach(UpstreamMode.CREDENTIALS, UpstreamOperation.IMPORT, true);
        upstreams.addCredential(repository, CREDENTIAL);
        assertThat(found().isMirror()).isTrue();

        fixture.database.useTransaction(tx -> upstreams.succeeded(tx, repository));

        assertThat(state()).isEqualTo(State.DETACHED);
        assertThat(found().isMirror()).isFalse();
        assertThat(found().isSynced()).isFalse();
        assertThat(upstreams.credential(repository)).isEmpty();
    }

    @Test
    void detachesOnce() {
        attach(UpstreamMode.CREDENTIALS, UpstreamOperation.SYNC, true);
        upstreams.addCredential(repository, CREDENTIAL);

        assertThat(detached()).isTrue();
        assertThat(detached()).isFalse();

        assertThat(state()).isEqualTo(State.DETACHED);
        assertThat(upstreams.credential(repository)).isEmpty();
        assertThat(requested()).isFalse();
        fixture.database.useTransaction(tx -> upstreams.succeeded(tx, repository));
        assertThat(state()).isEqualTo(State.DETACHED);
        assertThat(found().isSynced()).isFalse();
    }

    @Test
    void learnsTheForgesOwnNumberForEveryRepositoryThatFollowsTheSameUpstream() { // #9.18
        String key = "github.com:" + UUID.randomUUID();
        StoredRepository installed = storage.catalog()
                .create(new NewRepository(
                        "acme", new RepositoryName("acme/" + UUID.randomUUID()), Optional.of(key), "main"))
                .repository();
        attach(UpstreamMode.GITHUB_APP, UpstreamOperation.SYNC, true);

        assertThat(identified(key)).isTrue();
        assertThat(identified(key)).isFalse();

        assertThat(found().upstreamKey()).contains(key);
        assertThat(found().toEvent().upstreamKey()).contains(key);
        assertThat(storage.catalog().findMirror("acme", key)).get().returns(installed.id(), StoredRepository::id);
        UUID first = repository;
        repository = StorageFixture.newRepository(storage);
        attach(UpstreamMode.CREDENTIALS, UpstreamOperation.SYNC, true);
        assertThat(identified(key)).isTrue();
        fixture.database.useTransaction(tx -> upstreams.detach(tx, first));
        assertThat(found().upstreamKey()).contains(key);
        assertThat(storage.catalog().find(first).orElseThrow().upstreamKey()).isEmpty();
    }

    @Test
    void givesNoNumberToWhatIsNotSyncedByEvents() { // #9.18
        String key = "github.com:" + UUID.randomUUID();
        assertThat(identified(key)).isFalse();
        attach(UpstreamMode.PUBLIC, UpstreamOperation.SYNC, true);
        assertThat(identified(key)).isFalse();

        upstreams.addCredential(repository, CREDENTIAL);

        assertThat(identified(key)).isTrue();
    }

    @Test
    void withdrawsTheForgesNumberUntilItIsGivenAgain() { // #9.18
        String key = "github.com:" + UUID.randomUUID();
        attach(UpstreamMode.CREDENTIALS, UpstreamOperation.SYNC, true);
        identified(key);

        fixture.database.useTransaction(tx -> upstreams.unidentify(tx, repository));

        assertThat(found().toEvent().upstreamKey()).isEmpty();
        assertThat(found().isSynced()).isTrue();
        assertThat(identified(key)).isTrue();
    }

    @Test
    void reportsWhenTheCredentialInUseWasStored() { // #9.18
        attach(UpstreamMode.PUBLIC, UpstreamOperation.SYNC, true);
        assertThat(credentialStoredAt()).isEmpty();
        String id = ((CredentialOutcome.Stored) upstreams.addCredential(repository, CREDENTIAL))
                .credential()
                .id();
        assertThat(credentialStoredAt()).contains(fixture.clock.instant());

        Instant later = fixture.clock.instant().plusSeconds(60);
        new Upstreams(
                        fixture.database,
                        SecretBox.createdIn(folder.resolve("keys.json")),
                        Clock.fixed(later, ZoneOffset.UTC))
                .rotateCredential("acme", id, CREDENTIAL);

        assertThat(credentialStoredAt()).contains(later);
        upstreams.deleteCredential("acme", id);
        assertThat(credentialStoredAt()).isEmpty();
    }

    private Optional<Instant> credentialStoredAt() {
        return fixture.database.inTransaction(tx -> upstreams.credentialStoredAt(tx, repository));
    }

    @Test
    void keepsPushesToAPublicUpstreamsMirror() {
        attach(UpstreamMode.PUBLIC, UpstreamOperation.SYNC, true);
        assertThat(found().isMirror()).isFalse();

        upstreams.addCredential(repository, CREDENTIAL);

        assertThat(found().upstream().orElseThrow().origin().mode()).isEqualTo(UpstreamMode.CREDENTIALS);
        assertThat(found().isMirror()).isTrue();
    }

    @Test
    void opensALoginForItsRepositoryOnly() {
        attach(UpstreamMode.CREDENTIALS, UpstreamOperation.SYNC, false);

        CredentialOutcome first = upstreams.addCredential(repository, CREDENTIAL);

        assertThat(first).isInstanceOf(CredentialOutcome.Stored.class);
        assertThat(upstreams.credential(repository)).contains(CREDENTIAL);
        assertThat(upstreams.addCredential(repository, new UpstreamCredential(Optional.empty(), "other")))
                .isEqualTo(new CredentialOutcome.Exists(((CredentialOutcome.Stored) first).credential()));
        assertThat(upstreams.credential(repository)).contains(CREDENTIAL);

        UUID thief = StorageFixture.newRepository(storage);
        fixture.database.useTransaction(tx -> tx.handle()
                .createUpdate("update git.git_credential set repository_id = :thief where repository_id = :id")
                .bind("thief", thief)
                .bind("id", repository)
                .execute());
        assertThatThrownBy(() -> upstreams.credential(thief)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void storesALoginSealed() {
        attach(UpstreamMode.CREDENTIALS, UpstreamOperation.SYNC, false);
        upstreams.addCredential(repository, CREDENTIAL);

        byte[] sealed = fixture.database.inTransaction(tx -> tx.handle()
                .createQuery("select sealed from git.git_credential where repository_id = :id")
                .bind("id", repository)
                .mapTo(byte[].class)
                .one());

        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("correct horse", "ann");
        assertThat(CREDENTIAL.toString()).doesNotContain("correct horse", "ann");
    }

    @Test
    void rotatesAndDeletesForTheTeamOnly() {
        attach(UpstreamMode.CREDENTIALS, UpstreamOperation.SYNC, false);
        String id = ((CredentialOutcome.Stored) upstreams.addCredential(repository, CREDENTIAL))
                .credential()
                .id();
        var next = new UpstreamCredential(Optional.empty(), "battery staple");

        assertThat(upstreams.rotateCredential("other", id, next)).isEmpty();
        assertThat(upstreams.deleteCredential("other", id)).isFalse();
        assertThat(upstreams.credential(repository)).contains(CREDENTIAL);

        assertThat(upstreams.rotateCredential("acme", id, next)).get().returns(id, StoredCredential::id);
        assertThat(upstreams.credential(repository))
                .contains(new UpstreamCredential(Optional.of("ann"), "battery staple"));

        assertThat(upstreams.deleteCredential("acme", id)).isTrue();
        assertThat(upstreams.deleteCredential("acme", id)).isFalse();
        assertThat(upstreams.credential(repository)).isEmpty();
    }

    @Test
    void takesNoCredentialThatWouldNotBeUsed() {
        assertThat(upstreams.addCredential(repository, CREDENTIAL)).isInstanceOf(CredentialOutcome.NoUse.class);
        attach(UpstreamMode.GITHUB_APP, UpstreamOperation.SYNC, true);
        assertThat(upstreams.addCredential(repository, CREDENTIAL)).isInstanceOf(CredentialOutcome.NoUse.class);
        assertThat(fixture.count("git_credential", repository)).isZero();
    }

    @Test
    void forgetsTheLoginOfADeletedRepository() {
        attach(UpstreamMode.CREDENTIALS, UpstreamOperation.SYNC, false);
        upstreams.addCredential(repository, CREDENTIAL);

        storage.catalog().delete(repository);

        assertThat(fixture.count("git_credential", repository)).isZero();
        assertThat(upstreams.find(repository)).isEmpty();
    }

    private UpstreamOrigin attach(UpstreamMode mode, UpstreamOperation operation, boolean begin) {
        var origin = new UpstreamOrigin(
                "gitea",
                "git.example.com:8443",
                "a/~b",
                "c",
                "https://git.example.com:8443/a/~b/c.git",
                mode,
                operation,
                Optional.of("trunk"));
        fixture.database.useTransaction(tx -> upstreams.attach(tx, repository, origin, begin));
        return origin;
    }

    private StoredRepository found() {
        return storage.catalog().find(repository).orElseThrow();
    }

    private State state() {
        return upstreams.find(repository).orElseThrow().state();
    }

    private boolean requested() {
        return fixture.database.inTransaction(tx -> upstreams.requested(tx, repository));
    }

    private boolean identified(String key) {
        return fixture.database.inTransaction(tx -> upstreams.identify(tx, repository, key));
    }

    private boolean detached() {
        return fixture.database.inTransaction(tx -> upstreams.detach(tx, repository));
    }
}
