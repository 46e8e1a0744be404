package dev.millrace.githttp.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineIn;
import org.eclipse.jgit.transport.PacketLineOut;
import org.junit.jupiter.api.Test;

class RelativeDepthTest {

    private final Repository repository = new InMemoryRepository(new DfsRepositoryDescription("test"));

    @Test
    void addsTheDepthThatTheClientHas() throws IOException {
        List<ObjectId> line = line(10);

        FetchRequest request = RelativeDepth.madeAbsolute(
                repository,
                request("deepen-relative", "shallow " + name(line, 7), "deepen 2", "want " + name(line, 9)));

        assertThat(lines(request)).containsSubsequence("deepen 5", "want " + name(line, 9));
        assertThat(lines(request)).doesNotContain("deepen-relative", "deepen 2");
    }

    @Test
    void countsFromTheNewTipWhenTheBranchWentOn() throws IOException {
        List<ObjectId> line = line(10);

        FetchRequest request = RelativeDepth.madeAbsolute(
                repository,
                request("deepen-relative", "shallow " + name(line, 4), "deepen 1", "want " + name(line, 9)));

        assertThat(lines(request)).contains("deepen 7");
    }

    @Test
    void leavesARequestWithAnAbsoluteDepthAlone() throws IOException {
        FetchRequest request = request("shallow " + "1".repeat(40), "deepen 2", "want " + "2".repeat(40));

        assertThat(RelativeDepth.madeAbsolute(repository, request)).isSameAs(request);
    }

    @Test
    void saysWhichObjectIsMissing() throws IOException {
        FetchRequest request = request("deepen-relative", "deepen 2", "want " + "2".repeat(40));

        assertThatThrownBy(() -> RelativeDepth.madeAbsolute(repository, request))
                .isInstanceOf(PackProtocolException.class)
                .hasMessageContaining("2".repeat(40));
    }

    private List<ObjectId> line(int length) throws IOException {
        List<ObjectId> commits = new ArrayList<>();
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            ObjectId tree = inserter.insert(Constants.OBJ_TREE, new byte[0]);
            for (int i = 0; i < length; i++) {
                CommitBuilder commit = new CommitBuilder();
                commit.setTreeId(tree);
                commit.setMessage("commit " + i);
                commit.setAuthor(new PersonIdent("A", "a@example.com", 1_700_000_000_000L + i, 0));
                commit.setCommitter(commit.getAuthor());
                if (i > 0) {
                    commit.setParentId(commits.getLast());
                }
                commits.add(inserter.insert(commit));
            }
            inserter.flush();
        }
        return commits;
    }

    private static String name(List<ObjectId> commits, int index) {
        return commits.get(index).name();
    }

    private static FetchRequest request(String... arguments) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PacketLineOut packets = new PacketLineOut(bytes);
        packets.writeString("command=fetch");
        packets.writeString("agent=git/2.39.5");
        packets.writeDelim();
        for (String argument : arguments) {
            packets.writeString(argument + "\n");
        }
        packets.writeString("done\n");
        packets.end();
        return FetchRequest.read(Set.of("version=2"), bytes.toByteArray());
    }

    private static List<String> lines(FetchRequest request) throws IOException {
        PacketLineIn packets = new PacketLineIn(new ByteArrayInputStream(request.toBytes()));
        List<String> lines = new ArrayList<>();
        for (String line = packets.readString(); !PacketLineIn.isEnd(line); line = packets.readString()) {
            lines.add(line);
        }
        return lines;
    }
}
