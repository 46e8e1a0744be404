package dev.millrace.sync;

import static dev.millrace.sync.TestMirrors.request;
import static dev.millrace.sync.TestMirrors.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.git.GitStorage;
import dev.millrace.git.lfs.LfsOid;
import dev.millrace.git.upstream.UpstreamCredential;
import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.git.upstream.UpstreamOperation;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.kit.database.Database;
import dev.millrace.objectstore.StoredObject;
import dev.millrace.testing.Platform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Git LFS objects of an upstream. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeForge.class)
class LargeFilesIT {

    @Inject
    GitStorage storage;

    @Inject
    Upstreams upstreams;

    @Inject
    Database database;

    private AttachedRepository repository;
    private UpstreamRepository upstream;
    private TestMirrors mirrors;

    @BeforeEach
    void hostARepository() {
        mirrors = new TestMirrors(storage, upstreams, database);
        repository = new AttachedRepository(mirrors);
        upstream = repository.upstream();
    }

    @Test
    void mirrorsLargeFilesAndReportsThoseThatAreNotThere() throws IOException {
        byte[] large = "large".repeat(50_000).getBytes(StandardCharsets.UTF_8);
        String oid = FakeForge.addLargeFile(upstream.fullName(), large);
        String lost = "0".repeat(64);
        FakeForge.requireCredential(upstream.fullName(), "bot", "hunter2");
        upstream.pushFiles(
                "main",
                Map.of(
                        ".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n",
                        "Large.bin", FakeForge.pointer(oid, large.length),
                        "lost.bin", FakeForge.pointer(lost, 7)));
        UUID id = repository.attach(UpstreamMode.CREDENTIALS, UpstreamOperation.SYNC);
        upstreams.addCredential(id, new UpstreamCredential(Optional.of("bot"), "hunter2"));

        request(id, Optional.empty());

        mirrors.awaitEqual(id, upstream);
        within(10).untilAsserted(() -> assertThat(mirrors.column(id, "faults")).contains("large file 000000000000"));
        try (StoredObject stored =
                storage.lfsObjects().open(id, new LfsOid(oid)).orElseThrow()) {
            var content = ByteBuffer.allocate(large.length + 1);
            assertThat(stored.read(0, content)).isEqualTo(large.length);
            assertThat(Arrays.copyOf(content.array(), large.length)).isEqualTo(large);
        }
        assertThat(storage.lfsObjects().find(id, List.of(new LfsOid(lost)))).isEmpty();
    }

    @Test
    void fetchesNoLargeFileFromAPrivateAddress() {
        byte[] large = {1, 2, 3};
        String oid = FakeForge.addLargeFile(upstream.fullName(), large);
        FakeForge.putLargeFilesAt(upstream.fullName(), "https://10.1.2.3/%s?signature=s1gnature");
        FakeForge.open(upstream.fullName());
        upstream.pushFiles(
                "main",
                Map.of(".gitattributes", "*.bin filter=lfs\n", "large.bin", FakeForge.pointer(oid, large.length)));

        UUID id = repository.follow(UpstreamMode.PUBLIC);

        mirrors.awaitEqual(id, upstream);
        within(10)
                .untilAsserted(() -> assertThat(mirrors.column(id, "faults"))
                        .contains("not a public address")
                        .doesNotContain("s1gnature"));
        assertThat(storage.lfsObjects().find(id, List.of(new LfsOid(oid)))).isEmpty();
    }
}
