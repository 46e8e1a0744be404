package dev.millrace.githttp.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.junit.jupiter.api.Test;

class FirstBranchTest {

    private static final ObjectId ID = ObjectId.fromString("1".repeat(40));
    private static final Optional<String> MAIN = Optional.of("refs/heads/main");

    @Test
    void prefersMasterToOthersWhereMainIsMissing() {
        assertThat(FirstBranch.of(Set.of(), MAIN, created("refs/heads/a", "refs/heads/master")))
                .contains("refs/heads/master");
        assertThat(FirstBranch.of(Set.of(), MAIN, created("refs/tags/v1", "refs/heads/b", "refs/heads/a")))
                .contains("refs/heads/b");
    }

    @Test
    void leavesHeadWhereItIsRight() {
        assertThat(FirstBranch.of(Set.of(), MAIN, created("refs/heads/master", "refs/heads/main")))
                .isEmpty();
        assertThat(FirstBranch.of(Set.of(), MAIN, created("refs/tags/v1"))).isEmpty();
        assertThat(FirstBranch.of(Set.of(), Optional.empty(), created("refs/heads/a")))
                .isEmpty();
    }

    @Test
    void leavesHeadWhenBranchesWereThere() {
        assertThat(FirstBranch.of(Set.of("refs/heads/x"), MAIN, created("refs/heads/master")))
                .isEmpty();
        assertThat(FirstBranch.of(Set.of("refs/tags/v1"), MAIN, created("refs/heads/master")))
                .contains("refs/heads/master");
    }

    private static List<ReceiveCommand> created(String... names) {
        return Stream.of(names)
                .map(name -> new ReceiveCommand(ObjectId.zeroId(), ID, name))
                .toList();
    }
}
