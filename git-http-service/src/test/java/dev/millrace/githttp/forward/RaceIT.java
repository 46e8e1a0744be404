package dev.millrace.githttp.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.git.GitStorage;
import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.githttp.Team;
import dev.millrace.kit.database.Database;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestGit;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.PushResult;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate.Status;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(Forge.class)
class RaceIT {

    private static final String MAIN = "refs/heads/main";
    private static final int ROUNDS = 50;

    @Inject
    GitStorage storage;

    @Inject
    Upstreams upstreams;

    @Inject
    Database database;

    private Team team;

    @BeforeEach
    void register() {
        team = Team.registered();
    }

    @Test
    void letsExactlyOneWinOfTwoWhoPushThroughUsAndStraight() throws Exception {
        Mirrored mirror = new Mirrored.Maker(storage, upstreams, database).make(team, UpstreamMode.CREDENTIALS);
        Path folder = TestGit.freshFolder();
        TestGit.init(folder);
        int throughUs = 0;
        try (Repository work = new FileRepositoryBuilder()
                        .setGitDir(folder.resolve(".git").toFile())
                        .build();
                var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            ObjectId base = commit(work, "the beginning", null);
            assertThat(push(work, mirror, true, base)).isTrue();
            for (int round = 0; round < ROUNDS; round++) {
                ObjectId ours = commit(work, "through us " + round, base);
                ObjectId theirs = commit(work, "straight " + round, base);
                List<Callable<Boolean>> race =
                        List.of(() -> push(work, mirror, true, ours), () -> push(work, mirror, false, theirs));
                List<Future<Boolean>> ended = clients.invokeAll(race);

                boolean first = ended.getFirst().get();
                assertThat(ended.getLast().get()).as("round %d", round).isNotEqualTo(first);
                base = first ? ours : theirs;
                assertThat(mirror.there(MAIN)).isEqualTo(base.name());
                // commits that were pushed directly arrive with a sync, or with the next push through us
                assertThat(mirror.here().get(MAIN)).isNotEqualTo((first ? theirs : ours).name());
                if (first) {
                    assertThat(mirror.here().get(MAIN)).isEqualTo(base.name());
                    throughUs++;
                }
            }
            assertThat(push(work, mirror, true, commit(work, "the end", base))).isTrue();
        }
        assertThat(mirror.here()).isEqualTo(mirror.there());
        assertThat(throughUs).isBetween(0, ROUNDS);
    }

    private boolean push(Repository work, Mirrored mirror, boolean throughUs, ObjectId commit) throws Exception {
        String address = throughUs ? team.remote(mirror.name()) : mirror.direct();
        var uri = new URIish(address);
        try (Transport transport = Transport.open(work, uri.setUser(null).setPass(null))) {
            transport.setCredentialsProvider(new UsernamePasswordCredentialsProvider(uri.getUser(), uri.getPass()));
            PushResult result = transport.push(
                    NullProgressMonitor.INSTANCE,
                    transport.findRemoteRefUpdatesFor(List.of(new RefSpec(commit.name() + ":" + MAIN))));
            return result.getRemoteUpdate(MAIN).getStatus() == Status.OK;
        }
    }

    private static ObjectId commit(Repository work, String text, ObjectId parent) throws IOException {
        try (ObjectInserter inserter = work.newObjectInserter()) {
            var tree = new TreeFormatter();
            tree.append(
                    "a.txt",
                    FileMode.REGULAR_FILE,
                    inserter.insert(Constants.OBJ_BLOB, text.getBytes(StandardCharsets.UTF_8)));
            var commit = new CommitBuilder();
            commit.setTreeId(inserter.insert(tree));
            if (parent != null) {
                commit.setParentId(parent);
            }
            var someone = new PersonIdent("Ann", "ann@example.com");
            commit.setAuthor(someone);
            commit.setCommitter(someone);
            commit.setMessage(text);
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            return id;
        }
    }
}
